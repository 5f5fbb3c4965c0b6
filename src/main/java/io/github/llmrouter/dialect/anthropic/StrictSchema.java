package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The subset of JSON Schema that {@code output_config.format} and strict tools take. What the vendor cannot enforce is told to
 * the model in the description instead. Used for one schema.
 */
final class StrictSchema {

    private static final Set<String> KEPT =
            Set.of("required", "enum", "const", "$ref", "title", "description", "default");

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private static final Set<String> MEANINGLESS =
            Set.of("$comment", "$schema", "$id", "examples", "example", "readOnly", "writeOnly", "deprecated");

    private final JsonNode root;
    private boolean changed;

    private StrictSchema(JsonNode root) {
        this.root = root;
    }

    /**
     * A schema that the vendor takes.
     *
     * @param weakened whether something is no longer enforced
     */
    record Result(ObjectNode schema, boolean weakened) {}

    static Result of(JsonNode schema) {
        StrictSchema strict = new StrictSchema(schema);
        ObjectNode result = strict.node(schema);
        return new Result(result, strict.changed);
    }

    private ObjectNode node(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            // Whatever fits here: the vendor wants a type, and a text can hold anything.
            changed = true;
            return Json.type("string").node();
        }
        if (recursive(object)) {
            changed = true;
            return Json.type("object").with("additionalProperties", false).node();
        }
        ObjectNode merged = merged(object);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> notes = new LinkedHashMap<>();
        merged.properties().forEach(field -> keyword(field.getKey(), field.getValue(), out, notes));
        alternatives(merged.path("type"), out);
        typed(out);
        if (!notes.isEmpty()) {
            changed = true;
            describe(out, notes);
        }
        return out;
    }

    private void keyword(String name, JsonNode value, ObjectNode out, Map<String, JsonNode> notes) {
        switch (name) {
            case "properties", "$defs", "definitions" -> out.set(name, each(value));
            case "items" -> out.set(name, node(value));
            case "anyOf", "oneOf" -> out.set("anyOf", all(value));
            case "additionalProperties" -> changed |= !value.isBoolean() || value.booleanValue();
            case "type" -> type(value, out);
            case "format" -> {
                if (FORMATS.contains(value.asText())) {
                    out.set(name, value);
                } else {
                    notes.put(name, value);
                }
            }
            default -> {
                if (KEPT.contains(name)) {
                    out.set(name, value);
                } else if (!MEANINGLESS.contains(name)) {
                    notes.put(name, value);
                }
            }
        }
    }

    private ObjectNode each(JsonNode schemas) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        schemas.properties().forEach(field -> out.set(field.getKey(), node(field.getValue())));
        return out;
    }

    private ArrayNode all(JsonNode schemas) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        schemas.forEach(schema -> out.add(node(schema)));
        return out;
    }

    /** Several types are alternatives, except that any one may be null as well. */
    private void type(JsonNode type, ObjectNode out) {
        long real = names(type).stream().filter(name -> !name.equals("null")).count();
        if (real <= 1) {
            out.set("type", type);
        }
    }

    /** Each alternative takes what is about its type. */
    private void alternatives(JsonNode type, ObjectNode out) {
        List<String> names = names(type);
        if (out.has("type") || names.size() < 2) {
            return;
        }
        if (out.has("anyOf")) {
            changed = true;
            return;
        }
        ArrayNode either = JsonNodeFactory.instance.arrayNode();
        for (String name : names) {
            ObjectNode one = Json.type(name).node();
            List<String> about = name.equals("object")
                    ? List.of("properties", "required")
                    : name.equals("array") ? List.of("items") : List.of();
            about.stream().filter(out::has).forEach(keyword -> one.set(keyword, out.remove(keyword)));
            typed(one);
            either.add(one);
        }
        out.set("anyOf", either);
    }

    private static List<String> names(JsonNode type) {
        return type.isArray()
                ? StreamSupport.stream(type.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(type.asText());
    }

    /** Every node says its type; every object is closed. */
    private void typed(ObjectNode out) {
        boolean told = Stream.of("type", "anyOf", "$ref", "enum", "const").anyMatch(out::has);
        if (!told) {
            out.put("type", out.has("items") ? "array" : out.has("properties") ? "object" : "string");
            changed |= !out.has("items") && !out.has("properties");
        }
        if (names(out.path("type")).contains("object")) {
            out.put("additionalProperties", false);
        }
    }

    private static void describe(ObjectNode out, Map<String, JsonNode> notes) {
        String rules = String.join(
                ", ",
                notes.entrySet().stream()
                        .map(note -> note.getKey() + ": " + Json.text(note.getValue()))
                        .toList());
        String before = out.path("description").asText("");
        out.put("description", before.isEmpty() ? "{" + rules + "}" : before + " {" + rules + "}");
    }

    /** All of {@code allOf} at once: later keywords add to earlier ones. */
    private ObjectNode merged(ObjectNode object) {
        if (!object.has("allOf")) {
            return object;
        }
        ObjectNode out = object.deepCopy();
        JsonNode branches = out.remove("allOf");
        for (JsonNode branch : branches) {
            branch.properties().forEach(field -> add(out, field.getKey(), field.getValue()));
        }
        return out;
    }

    private void add(ObjectNode out, String name, JsonNode value) {
        JsonNode before = out.get(name);
        if (before instanceof ObjectNode object && value.isObject() && name.equals("properties")) {
            object.setAll((ObjectNode) value.deepCopy());
        } else if (before instanceof ArrayNode array && value.isArray() && name.equals("required")) {
            array.addAll((ArrayNode) value);
        } else if (before == null) {
            out.set(name, value);
        } else {
            changed |= !before.equals(value);
        }
    }

    /** Whether this is a reference to a schema that leads back to itself. */
    private boolean recursive(ObjectNode object) {
        String reference = object.path("$ref").asText("");
        Set<String> reached = new HashSet<>();
        follow(reference, reached);
        return reached.contains(reference);
    }

    private void follow(String reference, Set<String> reached) {
        if (reference.equals("#") || reference.startsWith("#/")) {
            for (String next : root.at(reference.substring(1)).findValuesAsText("$ref")) {
                if (reached.add(next)) {
                    follow(next, reached);
                }
            }
        }
    }
}
