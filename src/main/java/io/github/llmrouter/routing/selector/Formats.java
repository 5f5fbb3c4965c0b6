package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The {@code @} formats that jackson-jq lacks or does otherwise. */
final class Formats {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Formats() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put("@text/0", format(text -> text));
        functions.put("@json/0", value((budget, in) -> TextNode.valueOf(JsonText.of(budget, in))));
        functions.put("@html/0", format(Formats::html));
        functions.put("@uri/0", format(Formats::uri));
        functions.put("@urid/0", format(Formats::uriDecoded));
        functions.put("@base32/0", format(Formats::base32));
        functions.put("@base32d/0", format(Formats::base32Decoded));
    }

    private static Builtins.Maker format(UnaryOperator<String> format) {
        return value((Budget budget, JsonNode in) -> TextNode.valueOf(format.apply(Values.text(budget, in))));
    }

    private static String html(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '\'' -> escaped.append("&apos;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String uri(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (letter || b == '-' || b == '_' || b == '.' || b == '~') {
                escaped.append((char) b);
            } else {
                escaped.append('%');
                escaped.append("%02X".formatted(b & 0xff));
            }
        }
        return escaped.toString();
    }

    private static String uriDecoded(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new Raised(Raised.show(TextNode.valueOf(text)) + " is not a valid uri encoding");
            }
            out.write(high * 16 + low);
            i += 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String base32(String text) {
        StringBuilder encoded = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            buffer = (buffer << 8 | (b & 0xff)) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                encoded.append(BASE32.charAt(buffer >> bits & 31));
            }
        }
        if (bits > 0) {
            encoded.append(BASE32.charAt(buffer << (5 - bits) & 31));
        }
        while (encoded.length() % 8 != 0) {
            encoded.append('=');
        }
        return encoded.toString();
    }

    private static String base32Decoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < text.length() && text.charAt(i) != '='; i++) {
            int value = BASE32.indexOf(text.charAt(i));
            if (value < 0) {
                throw new Raised(Raised.show(TextNode.valueOf(text)) + " is not valid base32 data");
            }
            buffer = (buffer << 5 | value) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                out.write(buffer >> bits & 0xff);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
