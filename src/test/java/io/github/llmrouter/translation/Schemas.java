package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Random;

/** Invents JSON Schemas of objects, with every keyword that some vendor does not take. */
final class Schemas {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 3;
    private static final List<String> TYPES = List.of("string", "integer", "number", "boolean", "null");

    private final Random random;

    Schemas(Random random) {
        this.random = random;
    }

    ObjectNode next() {
        ObjectNode root = object(0);
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        ObjectNode definitions = root.putObject("$defs");
        definitions.set("leaf", scalar());
        definitions.set("pair", object(DEEPEST));
        return root;
    }

    private ObjectNode node(int depth) {
        int kind = random.nextInt(depth < DEEPEST ? 12 : 4);
        return described(
                switch (kind) {
                    case 0, 1, 2 -> scalar();
                    case 3 -> Json.object().with("enum", values()).node();
                    case 4 -> object(depth + 1);
                    case 5 -> array(depth + 1);
                    case 6 -> choice("anyOf", depth + 1);
                    case 7 -> choice("oneOf", depth + 1);
                    case 8 -> all(depth + 1);
                    case 9 ->
                        Json.object()
                                .with("$ref", "#/$defs/" + any(List.of("leaf", "pair")))
                                .node();
                    case 10 ->
                        Json.object()
                                .with(
                                        "type",
                                        Json.MAPPER
                                                .createArrayNode()
                                                .add(any(TYPES))
                                                .add("object"))
                                .node();
                    default ->
                        Json.object().with("const", any(List.of("a", "b"))).node();
                });
    }

    private ObjectNode described(ObjectNode schema) {
        if (schema.has("$ref")) {
            return schema;
        }
        switch (random.nextInt(6)) {
            case 0 -> schema.put("description", "What it is.");
            case 1 -> schema.put("title", "Thing").put("$comment", "none");
            case 2 -> schema.put("x-order", 1);
            case 3 -> schema.putArray("examples").add("a");
            default -> {}
        }
        return schema;
    }

    private ArrayNode values() {
        return random.nextBoolean()
                ? NODES.arrayNode().add("red").add("green")
                : NODES.arrayNode().add(1).add(2.50).add("three");
    }

    private ObjectNode scalar() {
        String type = any(TYPES);
        ObjectNode schema = Json.type(type).node();
        switch (type) {
            case "string" -> {
                switch (random.nextInt(5)) {
                    case 0 -> schema.put("minLength", 2).put("maxLength", 100);
                    case 1 -> schema.put("pattern", "^w");
                    case 2 -> schema.put("format", any(List.of("date", "uuid", "regex", "email")));
                    default -> {}
                }
            }
            case "integer", "number" -> {
                switch (random.nextInt(4)) {
                    case 0 -> schema.put("minimum", 1).put("maximum", 9);
                    case 1 -> schema.put("exclusiveMinimum", 0);
                    case 2 -> schema.put("multipleOf", 1);
                    default -> {}
                }
            }
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            schema.set("type", NODES.arrayNode().add(type).add(type.equals("null") ? "string" : "null"));
        }
        return schema;
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = Json.type("object").node();
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = any(List.of("a", "b", "c d", "$e", "type", "items")) + (random.nextBoolean() ? "" : i);
            properties.set(name, depth >= DEEPEST ? scalar() : node(depth));
            if (random.nextBoolean() && !required.toString().contains('"' + name + '"')) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> schema.put("additionalProperties", false);
            case 3 -> schema.put("minProperties", 0);
            case 4 -> schema.putObject("propertyNames").put("maxLength", 50);
            default -> {}
        }
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = Json.type("array").with("items", node(depth)).node();
        switch (random.nextInt(4)) {
            case 0 -> schema.put("minItems", 1).put("maxItems", 3);
            case 1 -> schema.put("uniqueItems", random.nextBoolean());
            default -> {}
        }
        return schema;
    }

    private ObjectNode choice(String keyword, int depth) {
        ObjectNode schema = NODES.objectNode();
        schema.putArray(keyword).add(node(depth)).add(scalar());
        return schema;
    }

    private ObjectNode all(int depth) {
        ObjectNode schema = NODES.objectNode();
        schema.putArray("allOf")
                .add(object(depth))
                .add(Json.type("object").with("description", "more").node());
        return schema;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
