package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invents values that a JSON Schema probably accepts; whoever needs to be sure has them validated. */
final class Instances {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 8;

    private final JsonNode root;
    private final Random random;

    Instances(JsonNode root, Random random) {
        this.root = root;
        this.random = random;
    }

    JsonNode next() {
        return of(root, 0);
    }

    private JsonNode of(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return of(root.at(schema.path("$ref").asText().substring(1)), depth + 1);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (!schema.path("enum").isEmpty()) {
            return any(schema.path("enum"));
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (!schema.path(choice).isEmpty()) {
                return of(any(schema.path(choice)), depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> NODES.numberNode(within(schema));
            case "number" -> NODES.numberNode(within(schema) + (schema.has("maximum") ? 0 : 0.5));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> NODES.textNode(text(schema));
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        String word = (type.isArray() ? any(type) : type).asText("").toLowerCase(java.util.Locale.ROOT);
        return !word.isEmpty() ? word : schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || depth < DEEPEST && random.nextBoolean()) {
                object.set(property.getKey(), of(property.getValue(), depth + 1));
            }
        });
        if (schema.path("additionalProperties").isObject() && depth < DEEPEST) {
            object.set("another", of(schema.path("additionalProperties"), depth + 1));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode array = NODES.arrayNode();
        int least = schema.path("minItems").asInt(0);
        int count = Math.min(schema.path("maxItems").asInt(3), least + (depth < DEEPEST ? random.nextInt(3) : 0));
        for (int i = 0; i < count; i++) {
            array.add(of(schema.path("items"), depth + 1));
        }
        return array;
    }

    private long within(JsonNode schema) {
        long least =
                schema.path("minimum").asLong(schema.path("exclusiveMinimum").asLong(0));
        long most = schema.path("maximum").asLong(least + 50);
        return least + random.nextInt((int) Math.max(1, Math.min(1000, most - least + 1)));
    }

    private String text(JsonNode schema) {
        String text = switch (schema.path("format").asText("")) {
            case "date" -> "2026-02-03";
            case "date-time" -> "2026-02-03T04:05:06Z";
            case "time" -> "04:05:06Z";
            case "email" -> "somebody@example.com";
            case "uri", "url" -> "https://example.com/x";
            case "uuid" -> "123e4567-e89b-12d3-a456-426614174000";
            default -> "word" + random.nextInt(100);
        };
        return text + "x".repeat(Math.max(0, schema.path("minLength").asInt(0) - text.length()));
    }

    private JsonNode any(JsonNode array) {
        return array.get(random.nextInt(array.size()));
    }
}
