package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts together the arguments of a call that Vertex streams piece by piece: {@code jsonPath} tells where each piece belongs. */
final class PartialArguments {

    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[]+)|\\[(\\d{1,6})]|\\['((?:[^'\\\\]|\\\\.)*)']|\\[\"((?:[^\"\\\\]|\\\\.)*)\"]");
    private static final int LONGEST_GAP = 1_000;
    private static final int DEEPEST = 100;

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /** Arguments that came whole. */
    void whole(JsonNode args) {
        args.properties().forEach(field -> root.set(field.getKey(), field.getValue()));
    }

    void add(JsonNode piece) {
        List<Object> steps = steps(piece.path("jsonPath").asText());
        if (!steps.isEmpty()) {
            put(root, steps, piece);
        }
    }

    String json() {
        return Json.text(root);
    }

    /** Names of properties and positions in arrays; empty if the path cannot be understood. */
    private static List<Object> steps(String path) {
        List<Object> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int at = path.startsWith("$") ? 1 : 0;
        while (at < path.length() && steps.size() < DEEPEST && step.find(at) && step.start() == at) {
            steps.add(step.group(2) != null ? (Object) Integer.valueOf(step.group(2)) : name(step));
            at = step.end();
        }
        return at == path.length() ? steps : List.of();
    }

    private static String name(Matcher step) {
        if (step.group(1) != null) {
            return step.group(1);
        }
        String quoted = step.group(3) != null ? step.group(3) : step.group(4);
        return quoted.replaceAll("\\\\(.)", "$1");
    }

    private static void put(ObjectNode root, List<Object> steps, JsonNode piece) {
        JsonNode at = root;
        for (int i = 0; i < steps.size() - 1; i++) {
            JsonNode next = get(at, steps.get(i));
            boolean array = steps.get(i + 1) instanceof Integer;
            if (array ? !(next instanceof ArrayNode) : !(next instanceof ObjectNode)) {
                next = array ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
                set(at, steps.get(i), next);
            }
            at = next;
        }
        JsonNode before = get(at, steps.getLast());
        set(at, steps.getLast(), value(piece, before));
    }

    /** Strings come in fragments. */
    private static JsonNode value(JsonNode piece, JsonNode before) {
        if (piece.has("stringValue")) {
            String more = piece.get("stringValue").asText();
            return JsonNodeFactory.instance.textNode(before.isTextual() ? before.textValue() + more : more);
        }
        if (piece.has("numberValue")) {
            return piece.get("numberValue");
        }
        return piece.has("boolValue") ? piece.get("boolValue") : JsonNodeFactory.instance.nullNode();
    }

    private static JsonNode get(JsonNode node, Object step) {
        return step instanceof Integer index ? node.path(index) : node.path((String) step);
    }

    private static void set(JsonNode node, Object step, JsonNode value) {
        if (node instanceof ObjectNode object && step instanceof String name) {
            object.set(name, value);
        } else if (node instanceof ArrayNode array
                && step instanceof Integer index
                && index < array.size() + LONGEST_GAP) {
            while (array.size() <= index) {
                array.addNull();
            }
            array.set(index, value);
        }
    }
}
