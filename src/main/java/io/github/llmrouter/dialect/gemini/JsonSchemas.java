package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.wire.Json;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fits a JSON Schema for {@code parametersJsonSchema} and {@code responseJsonSchema}: an unknown keyword there is an error of the
 * whole request. What cannot be said is left out, so the schema accepts what it accepted before, and perhaps more.
 */
final class JsonSchemas {

    private static final Set<String> KEPT = Set.of(
            "$id",
            "$anchor",
            "type",
            "title",
            "description",
            "required",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "pattern",
            "propertyOrdering");

    private static final Set<String> FORMATS = Set.of("date-time", "date", "time", "int32", "int64", "float", "double");

    private static final Set<String> SILENT = Set.of("$schema", "$comment");

    private final Losses losses;
    private final String path;

    JsonSchemas(Losses losses, String path) {
        this.losses = losses;
        this.path = path;
    }

    /** A function's parameters must be an object. */
    JsonNode parameters(JsonNode schema) {
        ObjectNode out = any(schema);
        JsonNode type = out.path("type");
        boolean object = type.asText().equals("object")
                || type.isArray()
                        && type.valueStream().anyMatch(one -> one.asText().equals("object"));
        if (object || type.isMissingNode() && !out.has("enum")) {
            return out.put("type", "object");
        }
        losses.changed(path + ".schema", "wrapped as input", Weight.SEMANTIC);
        JsonNode definitions = out.remove("$defs");
        return Json.object()
                .with("type", "object")
                .with("$defs", definitions)
                .with("properties", Json.object().with("input", out))
                .with("required", Stream.of("input"))
                .node();
    }

    ObjectNode any(JsonNode schema) {
        SchemaSource source = new SchemaSource(schema);
        ObjectNode out = node(schema, source);
        ObjectNode definitions = JsonNodeFactory.instance.objectNode();
        Stream.of("$defs", "definitions")
                .map(schema::path)
                .forEach(all ->
                        all.properties().forEach(one -> definitions.set(one.getKey(), node(one.getValue(), source))));
        return definitions.isEmpty() ? out : out.set("$defs", definitions);
    }

    private ObjectNode node(JsonNode schema, SchemaSource source) {
        if (!(schema instanceof ObjectNode object)) {
            if (!schema.isBoolean() || !schema.booleanValue()) {
                dropped("untyped");
            }
            return JsonNodeFactory.instance.objectNode();
        }
        if (object.path("$ref").isTextual()) {
            return reference(object, source);
        }
        ObjectNode flat = source.merged(object);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        flat.properties().forEach(field -> keyword(field.getKey(), field.getValue(), flat, out, source));
        Enums.write(flat, out);
        return out;
    }

    /** Beside a reference the vendor allows nothing, so what describes it moves one level out. */
    private ObjectNode reference(ObjectNode schema, SchemaSource source) {
        String reference = schema.get("$ref").textValue().replaceFirst("^#/definitions/", "#/\\$defs/");
        ObjectNode target = reference.matches("#/\\$defs/[^/]+")
                ? Json.object().with("$ref", reference).node()
                : source.follow(schema.get("$ref").textValue(), found -> node(found, source));
        if (target == null) {
            dropped("$ref");
            return Json.type("object").node();
        }
        if (!schema.path("description").isTextual() || !target.has("$ref")) {
            return target;
        }
        return Json.object()
                .with("description", schema.get("description"))
                .with("anyOf", Stream.of(target))
                .node();
    }

    private void keyword(String name, JsonNode value, ObjectNode flat, ObjectNode out, SchemaSource source) {
        switch (name) {
            case "properties" -> out.set(name, each(value, source));
            case "additionalProperties" -> additional(value, flat, out, source);
            case "items" -> items(value, out, source);
            case "prefixItems", "anyOf" -> out.set(name, list(value, source));
            case "oneOf" -> {
                if (!flat.has("anyOf")) {
                    out.set("anyOf", list(value, source));
                }
            }
            case "enum", "const", "nullable", "$defs", "definitions" -> {}
            case "exclusiveMinimum" -> limit(name, "minimum", value, flat, out);
            case "exclusiveMaximum" -> limit(name, "maximum", value, flat, out);
            case "format" -> {
                if (FORMATS.contains(value.asText())) {
                    out.set(name, value);
                } else {
                    dropped("format");
                }
            }
            default -> {
                if (KEPT.contains(name)) {
                    out.set(name, value);
                } else if (!SILENT.contains(name)) {
                    dropped(name);
                }
            }
        }
    }

    private ObjectNode each(JsonNode properties, SchemaSource source) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        properties.properties().forEach(field -> out.set(field.getKey(), node(field.getValue(), source)));
        return out;
    }

    private ArrayNode list(JsonNode schemas, SchemaSource source) {
        return Json.array(
                schemas.isArray() ? schemas.valueStream().map(schema -> node(schema, source)) : Stream.empty());
    }

    /** Forbidding more properties would also forbid those that a pattern allowed. */
    private void additional(JsonNode value, ObjectNode flat, ObjectNode out, SchemaSource source) {
        if (flat.has("patternProperties")) {
            dropped("additionalProperties");
        } else {
            out.set("additionalProperties", value.isBoolean() ? value : node(value, source));
        }
    }

    private void items(JsonNode value, ObjectNode out, SchemaSource source) {
        if (value.isArray()) {
            out.set("prefixItems", list(value, source));
        } else if (value.isObject()) {
            out.set("items", node(value, source));
        } else {
            dropped("items");
        }
    }

    private void limit(String name, String inclusive, JsonNode value, ObjectNode flat, ObjectNode out) {
        dropped(name);
        if (value.isNumber() && !flat.has(inclusive)) {
            out.set(inclusive, value);
        }
    }

    private void dropped(String keyword) {
        losses.dropped(path + ".schema." + keyword, Weight.HINT);
    }
}
