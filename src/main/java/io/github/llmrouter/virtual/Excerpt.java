package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes a part of a request small enough to be read by the router model: what only a machine can read becomes a note about it,
 * long texts and lists keep their heads and tails.
 *
 * @param text characters that a text may keep
 * @param items that a list may keep
 */
record Excerpt(int text, int items) {

    private static final int LONG = 2048;
    private static final int URL = 512;
    private static final int DEPTH = 12;

    /** Whether this is data rather than words. */
    static boolean opaque(String text) {
        return text.length() > LONG && (dataUrl(text) || base64(text));
    }

    JsonNode of(JsonNode node) {
        return of(node, 0);
    }

    private JsonNode of(JsonNode node, int depth) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(of(node.textValue()));
        }
        if (node.isValueNode()) {
            return node;
        }
        if (depth > DEPTH) {
            return JsonNodeFactory.instance.textNode("[omitted for routing: nested deeply]");
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().stream()
                    .limit(Math.max(8, items * 2L))
                    .forEach(field -> copy.set(field.getKey(), of(field.getValue(), depth + 1)));
            return copy;
        }
        return list(node, depth);
    }

    private ArrayNode list(JsonNode list, int depth) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        int head = list.size() <= items ? list.size() : items / 3;
        int tail = list.size() <= items ? list.size() : list.size() - (items - head);
        for (int i = 0; i < list.size(); i++) {
            if (i < head || i >= tail) {
                copy.add(of(list.get(i), depth + 1));
            } else if (i == head) {
                copy.add("[" + (tail - head) + " items omitted for routing]");
            }
        }
        return copy;
    }

    String of(String value) {
        if (dataUrl(value)) {
            int comma = value.indexOf(',');
            String mime = value.substring(5, value.indexOf(';'));
            return "[omitted base64 data url for routing: mime=%s, approx_bytes=%d, chars=%d]"
                    .formatted(
                            mime.substring(0, Math.min(mime.length(), 60)),
                            (value.length() - comma - 1) * 3L / 4,
                            value.length());
        }
        if (value.length() > LONG && base64(value)) {
            return "[omitted base64-like string for routing: approx_bytes=%d, chars=%d]"
                    .formatted(value.length() * 3L / 4, value.length());
        }
        if (value.length() > LONG && (value.startsWith("http://") || value.startsWith("https://"))) {
            return value.substring(0, Math.min(URL, text)) + "...[truncated url for routing: chars=" + value.length()
                    + "]";
        }
        if (value.length() <= text) {
            return value;
        }
        int head = text * 2 / 3;
        return cut(value, 0, head)
                + "...[" + (value.length() - text) + " of " + value.length() + " characters omitted for routing]..."
                + cut(value, value.length() - (text - head), value.length());
    }

    /** Never half a surrogate pair. */
    private static String cut(String value, int from, int to) {
        int start = from > 0 && Character.isLowSurrogate(value.charAt(from)) ? from + 1 : from;
        int end = to < value.length() && to > start && Character.isHighSurrogate(value.charAt(to - 1)) ? to - 1 : to;
        return value.substring(start, Math.max(start, end));
    }

    private static boolean dataUrl(String value) {
        if (!value.startsWith("data:")) {
            return false;
        }
        int comma = value.indexOf(',');
        return comma > 0 && value.substring(0, comma).contains(";base64");
    }

    private static boolean base64(String value) {
        if (value.length() % 4 != 0) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && c != '+' && c != '/' && c != '-' && c != '_' && !(c == '=' && i >= value.length() - 2)) {
                return false;
            }
        }
        return true;
    }
}
