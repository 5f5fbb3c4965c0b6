package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Media;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code data:} URLs, which OpenAI uses wherever bytes stand in JSON. */
final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /** Inline bytes, or a link when it is any other URL. */
    static Media read(String url, @Nullable String name) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || comma < 0) {
            return new Media.Link("", url, name);
        }
        String head = url.substring(SCHEME.length(), comma);
        String data = url.substring(comma + 1);
        boolean encoded = head.toLowerCase(Locale.ROOT).endsWith(BASE64);
        String type = encoded ? head.substring(0, head.length() - BASE64.length()) : head;
        int parameters = type.indexOf(';');
        return new Media.Inline(
                (parameters < 0 ? type : type.substring(0, parameters)).toLowerCase(Locale.ROOT),
                encoded ? compact(data) : Base64.getEncoder().encodeToString(plain(data)),
                name);
    }

    static String write(Media.Inline media) {
        return SCHEME + media.type() + BASE64 + "," + media.base64();
    }

    /** Base64 without white space. */
    static String compact(String base64) {
        return base64.chars().noneMatch(Character::isWhitespace) ? base64 : base64.replaceAll("\\s", "");
    }

    private static byte[] plain(String data) {
        try {
            return URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return data.getBytes(StandardCharsets.UTF_8);
        }
    }
}
