package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns Google's {@code Schema} (a subset of OpenAPI 3.0 with types in capitals) into JSON Schema. Keywords that are JSON Schema
 * already stay as they are: clients mix both.
 */
final class SchemaReader {

    private static final List<String> TYPES =
            List.of("TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL");

    private static final Map<String, String> SPELLINGS = Map.of(
            "any_of", "anyOf",
            "max_items", "maxItems",
            "min_items", "minItems",
            "max_length", "maxLength",
            "min_length", "minLength",
            "max_properties", "maxProperties",
            "min_properties", "minProperties",
            "property_ordering", "propertyOrdering",
            "additional_properties", "additionalProperties");

    private static final Set<String> LIMITS =
            Set.of("maxItems", "minItems", "maxLength", "minLength", "maxProperties", "minProperties");

    private SchemaReader() {}

    static JsonNode read(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        schema.properties()
                .forEach(field ->
                        keyword(out, SPELLINGS.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
        order(out);
        return nullable(out);
    }

    private static void keyword(ObjectNode out, String name, JsonNode value) {
        switch (name) {
            case "type" -> type(out, value);
            case "properties" -> out.set(name, properties(value));
            case "items", "additionalProperties" -> out.set(name, read(value));
            case "anyOf" -> out.set(name, Json.array(elements(value).map(SchemaReader::read)));
            case "example" -> out.set("examples", Json.array(Stream.of(value)));
            case "format" -> {
                if (!value.asText().equals("enum")) {
                    out.set(name, value);
                }
            }
            default -> out.set(name, LIMITS.contains(name) && value.isTextual() ? limit(value) : value);
        }
    }

    private static void type(ObjectNode out, JsonNode type) {
        if (type.isInt() && type.intValue() > 0 && type.intValue() < TYPES.size()) {
            out.put("type", TYPES.get(type.intValue()).toLowerCase(Locale.ROOT));
        } else if (type.isTextual() && TYPES.indexOf(type.textValue()) > 0) {
            out.put("type", type.textValue().toLowerCase(Locale.ROOT));
        } else if (!type.isInt() && !type.asText().equals(TYPES.getFirst())) {
            out.set("type", type);
        }
    }

    private static ObjectNode properties(JsonNode properties) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        properties.properties().forEach(property -> out.set(property.getKey(), read(property.getValue())));
        return out;
    }

    /** 64-bit numbers come as strings. */
    private static JsonNode limit(JsonNode value) {
        try {
            long number = Long.parseLong(value.textValue());
            return (int) number == number
                    ? JsonNodeFactory.instance.numberNode((int) number)
                    : JsonNodeFactory.instance.numberNode(number);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private static void order(ObjectNode schema) {
        JsonNode ordering = schema.remove("propertyOrdering");
        if (ordering == null || !schema.path("properties").isObject()) {
            return;
        }
        ObjectNode properties = (ObjectNode) schema.get("properties");
        Set<String> names = new LinkedHashSet<>();
        ordering.forEach(name -> names.add(name.asText()));
        properties.fieldNames().forEachRemaining(names::add);
        ObjectNode ordered = JsonNodeFactory.instance.objectNode();
        names.stream().filter(properties::has).forEach(name -> ordered.set(name, properties.get(name)));
        schema.set("properties", ordered);
    }

    private static ObjectNode nullable(ObjectNode schema) {
        JsonNode nullable = schema.remove("nullable");
        if (nullable == null || !nullable.asBoolean()) {
            return schema;
        }
        if (schema.path("type").isTextual()) {
            schema.set("type", Json.array(Stream.of(schema.get("type"), "null")));
            if (schema.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        } else if (schema.path("anyOf") instanceof ArrayNode choices) {
            choices.addObject().put("type", "null");
        }
        return schema;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return array.isArray() ? array.valueStream() : Stream.empty();
    }
}
