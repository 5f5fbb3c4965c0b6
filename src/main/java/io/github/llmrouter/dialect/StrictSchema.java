package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The schemas that OpenAI accepts as {@code strict}: every object closed, every property required, no alternatives but {@code
 * anyOf}. What means the same is rewritten; what does not qualify is not made to.
 */
public final class StrictSchema {

    private static final Set<String> UNSUPPORTED = Set.of(
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties",
            "unevaluatedProperties",
            "propertyNames",
            "contains",
            "uniqueItems");

    /** Keywords whose values are maps from a name to a schema. */
    private static final Set<String> MAPS = Set.of("properties", "$defs", "definitions");

    private StrictSchema() {}

    /** Empty if the schema cannot be strict. */
    public static Optional<JsonNode> of(JsonNode schema) {
        if (!schema.path("type").asText("").equals("object")) {
            return Optional.empty();
        }
        JsonNode adapted = adapted(schema);
        return qualifies(adapted) ? Optional.of(adapted) : Optional.empty();
    }

    private static JsonNode adapted(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (MAPS.contains(name) && value.isObject()) {
                ObjectNode map = copy.putObject(name);
                value.properties().forEach(entry -> map.set(entry.getKey(), adapted(entry.getValue())));
            } else if (name.equals("oneOf") && value.isArray() && !object.has("anyOf")) {
                copy.set("anyOf", all(value));
            } else if (name.equals("anyOf") || name.equals("allOf")) {
                copy.set(name, all(value));
            } else if (name.equals("items")) {
                copy.set(name, adapted(value));
            } else if (!name.equals("$schema")) {
                copy.set(name, value);
            }
        }
        return withoutTypeList(merged(copy));
    }

    private static JsonNode all(JsonNode schemas) {
        ArrayNode adapted = JsonNodeFactory.instance.arrayNode();
        schemas.forEach(schema -> adapted.add(adapted(schema)));
        return adapted;
    }

    /** {@code allOf} goes into its parent where nothing contradicts; otherwise it stays and disqualifies. */
    private static ObjectNode merged(ObjectNode schema) {
        if (!schema.has("allOf")) {
            return schema;
        }
        ObjectNode merged = schema.deepCopy();
        merged.remove("allOf");
        for (JsonNode part : schema.get("allOf")) {
            for (Map.Entry<String, JsonNode> field : part.properties()) {
                JsonNode there = merged.get(field.getKey());
                if (there == null || there.equals(field.getValue())) {
                    merged.set(field.getKey(), field.getValue());
                } else if (field.getKey().equals("properties")
                        && there instanceof ObjectNode properties
                        && field.getValue() instanceof ObjectNode more) {
                    properties.setAll(more);
                } else if (field.getKey().equals("required") && there instanceof ArrayNode required) {
                    field.getValue().forEach(required::add);
                } else {
                    return schema;
                }
            }
        }
        return merged;
    }

    /** {@code type:[A,B]} becomes {@code anyOf}; {@code [T,"null"]} may stay. */
    private static ObjectNode withoutTypeList(ObjectNode schema) {
        JsonNode types = schema.path("type");
        boolean nullable = types.size() == 2 && contains(types, "null");
        if (!types.isArray() || nullable || schema.has("anyOf")) {
            return schema;
        }
        ArrayNode alternatives = JsonNodeFactory.instance.arrayNode();
        types.forEach(type -> alternatives.add(schema.deepCopy().put("type", type.asText())));
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.set("anyOf", alternatives);
        return either;
    }

    private static boolean qualifies(JsonNode schema) {
        if (!schema.isObject()) {
            return false;
        }
        if (UNSUPPORTED.stream().anyMatch(schema::has) || schema.has("allOf") || schema.has("oneOf")) {
            return false;
        }
        boolean object =
                schema.has("properties") || schema.path("type").asText("").equals("object");
        return (!object || closed(schema)) && innerQualify(schema);
    }

    private static boolean closed(JsonNode schema) {
        JsonNode additional = schema.path("additionalProperties");
        if (!additional.isBoolean() || additional.booleanValue()) {
            return false;
        }
        for (Iterator<String> names = schema.path("properties").fieldNames(); names.hasNext(); ) {
            if (!contains(schema.path("required"), names.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(JsonNode array, String text) {
        for (JsonNode item : array) {
            if (item.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean innerQualify(JsonNode schema) {
        for (String name : MAPS) {
            for (JsonNode inner : schema.path(name)) {
                if (!qualifies(inner)) {
                    return false;
                }
            }
        }
        for (JsonNode inner : schema.path("anyOf")) {
            if (!qualifies(inner)) {
                return false;
            }
        }
        return !schema.has("items") || qualifies(schema.get("items"));
    }
}
