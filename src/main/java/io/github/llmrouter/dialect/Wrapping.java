package io.github.llmrouter.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;

/** Values that are no objects where only objects may stand: they travel as the {@code input} of one. */
public final class Wrapping {

    private static final String INPUT = "input";
    /** What references lead to stays where they look for it. */
    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");

    private Wrapping() {}

    /** Whether what fits the schema need not be an object. */
    public static boolean needed(JsonNode schema) {
        if (!schema.isObject()) {
            return false;
        }
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return !type.textValue().equalsIgnoreCase("object");
        }
        if (type.isArray() && !type.isEmpty()) {
            return type.valueStream().noneMatch(one -> one.asText().equals("object"));
        }
        return schema.has("enum")
                || schema.has("items")
                || Stream.of("anyOf", "oneOf")
                        .flatMap(union -> schema.path(union).valueStream())
                        .anyMatch(Wrapping::needed);
    }

    public static ObjectNode wrapped(JsonNode schema) {
        Json object = Json.type("object");
        JsonNode inner = schema.deepCopy();
        if (inner instanceof ObjectNode root) {
            DEFINITIONS.forEach(name -> object.with(name, root.remove(name)));
        }
        return object.with("properties", Json.object().with(INPUT, inner))
                .with("required", Stream.of(INPUT))
                .node();
    }

    /** JSON text as an object with it as {@code input}; what is no JSON stays as it is. */
    public static String wrapped(String json) {
        try {
            Json.read(json);
            return Json.object().withRaw(INPUT, json).toString();
        } catch (JsonProcessingException e) {
            return json;
        }
    }

    public static boolean isJson(String text) {
        try {
            return !Json.read(text).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** What was wrapped; text of any other form stays as it is. */
    public static String unwrapped(String json) {
        try {
            JsonNode value = Json.read(json);
            return value.size() == 1 && value.has(INPUT) ? Json.text(value.get(INPUT)) : json;
        } catch (JsonProcessingException e) {
            return json;
        }
    }
}
