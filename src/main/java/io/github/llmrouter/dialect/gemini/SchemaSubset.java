package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reduces a JSON Schema to Google's {@code Schema} for models that know nothing else: types in capitals, references resolved,
 * unions as {@code anyOf} or {@code nullable}. What cannot be said goes into the description or is left out; the result accepts
 * what the source accepted.
 */
final class SchemaSubset {

    private static final Map<String, Set<String>> KEYWORDS = Map.of(
            "STRING", Set.of("minLength", "maxLength", "pattern"),
            "NUMBER", Set.of("minimum", "maximum"),
            "INTEGER", Set.of("minimum", "maximum"),
            "ARRAY", Set.of("minItems", "maxItems"));

    private static final Set<String> FORMATS = Set.of("date-time", "int32", "int64", "float", "double");

    private static final Set<String> HANDLED = Set.of(
            "type",
            "description",
            "properties",
            "required",
            "items",
            "anyOf",
            "oneOf",
            "allOf",
            "enum",
            "const",
            "nullable",
            "format",
            "title",
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions");

    private final Losses losses;
    private final String path;

    SchemaSubset(Losses losses, String path) {
        this.losses = losses;
        this.path = path;
    }

    ObjectNode write(JsonNode schema) {
        return node(schema, new SchemaSource(schema));
    }

    private ObjectNode node(JsonNode schema, SchemaSource source) {
        if (!(schema instanceof ObjectNode object)) {
            dropped("untyped");
            return typed("STRING");
        }
        if (object.path("$ref").isTextual()) {
            ObjectNode found = source.follow(object.get("$ref").textValue(), target -> node(target, source));
            if (found == null) {
                dropped("$ref");
                return typed("OBJECT");
            }
            return object.path("description").isTextual() ? found.set("description", object.get("description")) : found;
        }
        return flat(source.merged(object), source);
    }

    private ObjectNode flat(ObjectNode schema, SchemaSource source) {
        Set<String> types = types(schema);
        boolean nullType = types.remove("NULL");
        boolean nullable = nullType || schema.path("nullable").asBoolean();
        List<JsonNode> choices = new ArrayList<>(choices(schema));
        nullable |= choices.removeIf(SchemaSubset::isNull);
        ObjectNode out;
        if (types.size() > 1) {
            out = union(types.stream().map(type -> ofType(type, schema, source)));
        } else if (!choices.isEmpty() && !schema.has("properties") && !schema.has("items")) {
            out = choices.size() == 1
                    ? node(choices.getFirst(), source)
                    : union(choices.stream().map(choice -> node(choice, source)));
        } else {
            out = ofType(
                    types.isEmpty() ? infer(schema, nullable) : types.iterator().next(), schema, source);
        }
        describe(out, schema);
        return nullable ? out.put("nullable", true) : out;
    }

    private static Set<String> types(ObjectNode schema) {
        JsonNode type = schema.path("type");
        Stream<JsonNode> all =
                type.isArray() ? type.valueStream() : Stream.of(type).filter(JsonNode::isTextual);
        Set<String> types = all.map(one -> one.asText().toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean told = !types.isEmpty();
        Enums.values(schema).stream()
                .map(SchemaSubset::type)
                .filter(kind -> !told || kind.equals("NULL"))
                .forEach(types::add);
        return types;
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "STRING";
            case NUMBER -> "NUMBER";
            case BOOLEAN -> "BOOLEAN";
            case ARRAY -> "ARRAY";
            case NULL -> "NULL";
            case OBJECT, POJO, BINARY, MISSING -> "OBJECT";
        };
    }

    private static List<JsonNode> choices(ObjectNode schema) {
        JsonNode choices = schema.has("anyOf") ? schema.get("anyOf") : schema.path("oneOf");
        return choices.isArray() ? choices.valueStream().toList() : List.of();
    }

    private static boolean isNull(JsonNode schema) {
        return schema.path("type").asText().equalsIgnoreCase("null");
    }

    private static ObjectNode union(Stream<ObjectNode> choices) {
        return Json.object().with("anyOf", choices).node();
    }

    private String infer(ObjectNode schema, boolean nullable) {
        if (schema.has("properties") || schema.has("additionalProperties") || schema.has("required")) {
            return "OBJECT";
        }
        if (schema.has("items") || schema.has("prefixItems")) {
            return "ARRAY";
        }
        if (!nullable) {
            dropped("untyped");
        }
        return "STRING";
    }

    private ObjectNode ofType(String type, ObjectNode schema, SchemaSource source) {
        ObjectNode out = typed(type);
        switch (type) {
            case "OBJECT" -> properties(schema, out, source);
            case "ARRAY" -> out.set("items", items(schema, source));
            default -> {}
        }
        KEYWORDS.getOrDefault(type, Set.of()).stream()
                .filter(schema::has)
                .sorted()
                .forEach(name -> out.set(name, schema.get(name)));
        if (FORMATS.contains(schema.path("format").asText())) {
            out.set("format", schema.get("format"));
        }
        List<JsonNode> values = Enums.values(schema);
        if (type.equals("STRING") && !values.isEmpty()) {
            out.set("enum", Json.array(values.stream().filter(JsonNode::isTextual)));
        }
        return out;
    }

    private void properties(ObjectNode schema, ObjectNode out, SchemaSource source) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        schema.path("properties")
                .properties()
                .forEach(field -> properties.set(field.getKey(), node(field.getValue(), source)));
        if (properties.isEmpty()) {
            return;
        }
        out.set("properties", properties);
        List<JsonNode> required = schema.path("required").isArray()
                ? schema.get("required")
                        .valueStream()
                        .filter(name -> properties.has(name.asText()))
                        .toList()
                : List.of();
        if (!required.isEmpty()) {
            out.set("required", Json.array(required.stream()));
        }
    }

    private JsonNode items(ObjectNode schema, SchemaSource source) {
        if (schema.path("items").isObject()) {
            return node(schema.get("items"), source);
        }
        JsonNode tuple = schema.has("prefixItems") ? schema.get("prefixItems") : schema.path("items");
        List<ObjectNode> each = tuple.isArray()
                ? tuple.valueStream().map(item -> node(item, source)).distinct().toList()
                : List.of();
        if (each.isEmpty()) {
            dropped("untyped");
            return typed("STRING");
        }
        return each.size() == 1 ? each.getFirst() : union(each.stream());
    }

    /** What the subset has no keyword for is told in words, where words can say it. */
    private void describe(ObjectNode out, ObjectNode schema) {
        List<String> words = new ArrayList<>();
        words.add(schema.path("description").asText(out.path("description").asText("")));
        List<JsonNode> values = Enums.values(schema);
        if (!values.isEmpty() && !out.has("enum")) {
            words.add("One of: " + values.stream().map(Json::text).collect(Collectors.joining(", ")) + ".");
            dropped("enum");
        }
        if (schema.path("additionalProperties").isObject()) {
            words.add("Any keys, each value fits " + Json.text(schema.get("additionalProperties")) + ".");
        }
        String text = words.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
        if (!text.isEmpty()) {
            out.put("description", text);
        }
        Set<String> said = KEYWORDS.getOrDefault(out.path("type").asText(), Set.of());
        schema.fieldNames().forEachRemaining(name -> {
            boolean known = HANDLED.contains(name) && !(name.equals("format") && !out.has("format"));
            if (!known && !said.contains(name)) {
                dropped(name);
            }
        });
    }

    private static ObjectNode typed(String type) {
        return Json.type(type).node();
    }

    private void dropped(String keyword) {
        losses.dropped(path + ".schema." + keyword, Weight.HINT);
    }
}
