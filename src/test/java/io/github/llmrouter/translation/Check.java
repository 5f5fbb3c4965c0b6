package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What every dialect's answers have in common, for those who check their form. */
final class Check {

    private Check() {}

    static void that(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError(rule);
        }
    }

    static void is(JsonNode value, Object expected, String field) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        that(text.equals(expected.toString()), field + " is " + expected + ", not " + text);
    }

    static void oneOf(JsonNode value, Collection<String> words, String field) {
        that(value.isTextual() && words.contains(value.textValue()), field + " is one of " + words + ", not " + value);
    }

    static void text(JsonNode value, String field) {
        that(value.isTextual() && !value.textValue().isEmpty(), field + " is a text, not " + value);
    }

    static void string(JsonNode value, String field) {
        that(value.isTextual(), field + " is a string, not " + value);
    }

    static void textOrNull(JsonNode value, String field) {
        that(value.isTextual() || value.isNull(), field + " is a string or null, not " + value);
    }

    static void object(JsonNode value, String field) {
        that(value.isObject(), field + " is an object, not " + value);
    }

    static void array(JsonNode value, String field) {
        that(value.isArray(), field + " is an array, not " + value);
    }

    /** A whole number of zero or more. */
    static void count(JsonNode value, String field) {
        that(
                value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0,
                field + " counts, not " + value);
    }

    static void number(JsonNode value, String field) {
        that(value.isNumber() && Double.isFinite(value.doubleValue()), field + " is a number, not " + value);
    }

    /** Valid UTF-8, valid JSON, whole characters only. */
    static JsonNode json(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            JsonNode json = Json.read(bytes);
            characters(json);
            return json;
        } catch (CharacterCodingException e) {
            throw new AssertionError("what is written is UTF-8", e);
        } catch (IOException e) {
            throw new AssertionError("what is written is JSON: " + e.getMessage(), e);
        }
    }

    private static void characters(JsonNode node) {
        if (node.isTextual()) {
            whole(node.textValue());
        } else {
            node.fieldNames().forEachRemaining(Check::whole);
            node.forEach(Check::characters);
        }
    }

    private static void whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                that(!Character.isSurrogate(c), "no half of a surrogate pair is written");
            }
        }
    }

    /** The events of a stream as text; the stream ends with a blank line. */
    static List<Frame> frames(byte[] stream, String blank) {
        byte[] end = blank.getBytes(StandardCharsets.US_ASCII);
        that(
                stream.length >= end.length
                        && Arrays.equals(stream, stream.length - end.length, stream.length, end, 0, end.length),
                "a stream ends with a blank line");
        return Crossing.frames(stream);
    }

    static JsonNode json(Frame frame) {
        return json(frame.data().getBytes(StandardCharsets.UTF_8));
    }
}
