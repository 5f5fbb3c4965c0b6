package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;

/** {@code enum}, {@code const} and {@code nullable} in real JSON Schema for Google, which lists strings and numbers only. */
final class Enums {

    private Enums() {}

    static List<JsonNode> values(JsonNode schema) {
        if (schema.has("const")) {
            return List.of(schema.get("const"));
        }
        return schema.path("enum").isArray() ? schema.get("enum").valueStream().toList() : List.of();
    }

    static void write(ObjectNode schema, ObjectNode out) {
        List<JsonNode> values = values(schema);
        boolean sayable = values.stream().allMatch(value -> value.isTextual() || value.isNumber() || value.isNull());
        if (!values.isEmpty() && sayable) {
            list(values, out);
        } else if (!values.isEmpty() && !out.has("type") && values.stream().allMatch(JsonNode::isBoolean)) {
            out.put("type", "boolean");
        }
        if (schema.path("nullable").asBoolean()) {
            nullable(out);
        }
    }

    private static void list(List<JsonNode> values, ObjectNode out) {
        ArrayNode said = Json.array(values.stream().filter(value -> !value.isNull()));
        boolean optional = said.size() < values.size();
        if (said.isEmpty()) {
            out.put("type", "null");
        } else if (optional) {
            out.remove("type");
            out.set("anyOf", Json.array(Stream.of(typed(said), Json.type("null"))));
        } else {
            typed(said).properties().forEach(field -> {
                if (!out.has(field.getKey())) {
                    out.set(field.getKey(), field.getValue());
                }
            });
        }
    }

    private static ObjectNode typed(ArrayNode values) {
        Json json = Json.object();
        if (values.valueStream().allMatch(JsonNode::isTextual)) {
            json.with("type", "string");
        } else if (values.valueStream().allMatch(JsonNode::isNumber)) {
            json.with("type", "number");
        }
        return json.with("enum", values).node();
    }

    private static void nullable(ObjectNode out) {
        if (out.path("enum") instanceof ArrayNode values) {
            out.remove(List.of("type", "enum"));
            out.set("anyOf", Json.array(Stream.of(typed(values), Json.type("null"))));
        } else if (out.path("type").isTextual() && !out.path("type").asText().equals("null")) {
            out.set("type", Json.array(Stream.of(out.get("type"), "null")));
        } else if (out.path("anyOf") instanceof ArrayNode choices) {
            choices.add(Json.type("null").node());
        }
    }
}
