package io.github.llmrouter.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds and replaces top-level values of a JSON object in its original bytes: key order, white space, number spelling and unknown
 * fields stay as the client wrote them.
 */
public final class Splice {

    private static final int SHORT = 1024;

    private Splice() {}

    /**
     * Where a value stands.
     *
     * @param start first byte
     * @param end one past the last byte
     * @param token what it begins with
     * @param text the value of a string; for other scalars their spelling; empty for objects and arrays
     */
    public record Span(int start, int end, JsonToken token, String text) {}

    /** Replaces the bytes from {@code start} to {@code end}. */
    public record Edit(int start, int end, byte[] with) {}

    /** A looked-for field stands twice in the object, so that nobody can know which one counts. */
    public static final class DuplicateFieldException extends IOException {
        private static final long serialVersionUID = 1;

        DuplicateFieldException(String field) {
            super("the field \"" + field + "\" occurs twice");
        }
    }

    /**
     * Reads through the whole object once and finds the wanted top-level fields.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the bytes are not one JSON object
     * @throws DuplicateFieldException if a wanted field occurs twice
     */
    public static Map<String, Span> find(byte[] body, String... wanted) throws IOException {
        return find(body, List.of(wanted), List.of());
    }

    /**
     * As {@link #find(byte[], String...)}.
     *
     * @param others fields that may occur twice; the last one is found, without its text if that is long
     */
    public static Map<String, Span> find(byte[] body, List<String> names, List<String> others) throws IOException {
        Map<String, Span> found = new HashMap<>();
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "a JSON object is expected");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (names.contains(name)) {
                    if (found.put(name, span(parser, token, Integer.MAX_VALUE)) != null) {
                        throw new DuplicateFieldException(name);
                    }
                } else if (others.contains(name)) {
                    found.put(name, span(parser, token, SHORT));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "something follows the JSON object");
            }
        }
        return found;
    }

    private static Span span(JsonParser parser, JsonToken token, int longest) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String text = token.isScalarValue() && parser.getTextLength() <= longest ? parser.getText() : "";
        parser.skipChildren();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return new Span(start, start + text.length(), token, text);
        }
        return new Span(start, (int) parser.currentLocation().getByteOffset(), token, text);
    }

    /** Applies edits that do not overlap. */
    public static byte[] apply(byte[] body, List<Edit> edits) {
        if (edits.isEmpty()) {
            return body;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        int at = 0;
        for (Edit edit :
                edits.stream().sorted(Comparator.comparingInt(Edit::start)).toList()) {
            out.write(body, at, edit.start() - at);
            out.writeBytes(edit.with());
            at = edit.end();
        }
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    /** The edit that puts a new first member into the object. */
    public static Edit insert(byte[] body, String field, byte[] json) {
        int brace = 0;
        while (body[brace] != '{') {
            brace++;
        }
        int next = brace + 1;
        while (next < body.length && Character.isWhitespace(body[next])) {
            next++;
        }
        boolean empty = next < body.length && body[next] == '}';
        String member = Json.text(Json.MAPPER.getNodeFactory().textNode(field)) + ":";
        byte[] name = member.getBytes(StandardCharsets.UTF_8);
        byte[] with = Arrays.copyOf(name, name.length + json.length + (empty ? 0 : 1));
        System.arraycopy(json, 0, with, name.length, json.length);
        if (!empty) {
            with[with.length - 1] = ',';
        }
        return new Edit(brace + 1, brace + 1, with);
    }

    /** The JSON spelling of a string, as bytes. */
    public static byte[] quoted(String text) {
        return Json.bytes(Json.MAPPER.getNodeFactory().textNode(text));
    }
}
