package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code input_schema}: any JSON Schema, but its root is a plain object. */
final class ToolSchema {

    private static final List<String> UNIONS = List.of("anyOf", "oneOf", "allOf");

    private ToolSchema() {}

    static ObjectNode of(@Nullable JsonNode schema, String path, Losses losses) {
        if (schema == null || !schema.isObject() || schema.isEmpty()) {
            return Json.type("object").with("properties", Json.object()).node();
        }
        ObjectNode root = schema.deepCopy();
        if (UNIONS.stream().anyMatch(root::has)) {
            losses.changed(path, "union>object", Weight.HINT);
            flatten(root);
        }
        if (root.has("type") && !root.path("type").isTextual()) {
            losses.changed(path + ".type", "object", Weight.HINT);
        }
        return object(root);
    }

    /** The schema, of an object and nothing else. */
    static ObjectNode object(JsonNode schema) {
        ObjectNode first = Json.type("object").node();
        schema.properties().stream()
                .filter(field -> !field.getKey().equals("type"))
                .forEach(field -> first.set(field.getKey(), field.getValue()));
        return first;
    }

    /** The properties of all branches, none of them demanded unless the root or {@code allOf} does. */
    private static void flatten(ObjectNode root) {
        for (String union : UNIONS) {
            JsonNode branches = root.remove(union);
            if (branches == null) {
                continue;
            }
            for (JsonNode branch : branches) {
                merge(root, branch, union.equals("allOf"));
            }
        }
    }

    private static void merge(ObjectNode root, JsonNode branch, boolean demanded) {
        ObjectNode properties = root.withObjectProperty("properties");
        branch.path("properties").properties().stream()
                .filter(property -> !properties.has(property.getKey()))
                .forEach(property -> properties.set(property.getKey(), property.getValue()));
        if (demanded && branch.path("required").isArray()) {
            root.withArrayProperty("required").addAll((ArrayNode) branch.path("required"));
        }
    }
}
