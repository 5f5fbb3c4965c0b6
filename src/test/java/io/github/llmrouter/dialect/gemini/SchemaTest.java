package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the source schema accepts, the converted one accepts as well, and it only uses words that the vendor knows. */
class SchemaTest {

    private static final Set<String> JSON_WORDS = Set.of(
            "$id",
            "$defs",
            "$ref",
            "$anchor",
            "type",
            "format",
            "title",
            "description",
            "enum",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "anyOf",
            "properties",
            "additionalProperties",
            "required",
            "propertyOrdering",
            "pattern");
    private static final Set<String> SUBSET_WORDS = Set.of(
            "type",
            "format",
            "description",
            "nullable",
            "enum",
            "items",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "properties",
            "required",
            "anyOf");

    @Test
    void whatWasAcceptedStaysAccepted() {
        Random random = new Random(42);
        for (int i = 0; i < 400; i++) {
            Generator generator = new Generator(random);
            ObjectNode source = generator.root();
            ObjectNode json = new JsonSchemas(new Losses(), "t").any(source);
            ObjectNode subset = new SchemaSubset(new Losses(), "t").write(source);
            words(json, JSON_WORDS, false);
            words(subset, SUBSET_WORDS, true);
            for (int j = 0; j < 20; j++) {
                JsonNode instance = generator.instance(source);
                assertThat(accepts(json, instance, json))
                        .as("%s of %s by %s", instance, source, json)
                        .isTrue();
                assertThat(accepts(subset, instance, subset))
                        .as("%s of %s by %s", instance, source, subset)
                        .isTrue();
            }
        }
    }

    private static void words(JsonNode schema, Set<String> allowed, boolean typed) {
        schema.fieldNames().forEachRemaining(word -> assertThat(allowed).contains(word));
        if (typed) {
            assertThat(schema.has("type") || schema.has("anyOf"))
                    .as("%s", schema)
                    .isTrue();
            assertThat(schema.path("type").asText()).isUpperCase();
        }
        if (schema.has("$ref")) {
            assertThat(schema).hasSize(1);
        }
        Stream.of("properties", "$defs").forEach(map -> schema.path(map).forEach(each -> words(each, allowed, typed)));
        Stream.of("anyOf", "prefixItems")
                .forEach(list -> schema.path(list).forEach(each -> words(each, allowed, typed)));
        Stream.of("items", "additionalProperties")
                .map(schema::path)
                .filter(JsonNode::isObject)
                .forEach(each -> words(each, allowed, typed));
    }

    /** A small judge of both dialects of schemas. */
    private static boolean accepts(JsonNode schema, JsonNode value, JsonNode root) {
        if (schema.has("$ref")) {
            return accepts(root.at(schema.get("$ref").asText().substring(1)), value, root);
        }
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return true;
        }
        JsonNode type = schema.path("type");
        boolean fits = type.isMissingNode()
                || (type.isArray() ? type.valueStream() : Stream.of(type))
                        .anyMatch(one -> is(one.asText().toLowerCase(Locale.ROOT), value));
        boolean listed = !schema.has("enum") || schema.get("enum").valueStream().anyMatch(value::equals);
        boolean chosen =
                !schema.has("anyOf") || schema.get("anyOf").valueStream().anyMatch(one -> accepts(one, value, root));
        return fits && listed && chosen && within(schema, value) && inside(schema, value, root);
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }

    private static boolean within(JsonNode schema, JsonNode value) {
        if (value.isNumber()) {
            return value.asDouble() >= schema.path("minimum").asDouble(-1e9)
                    && value.asDouble() <= schema.path("maximum").asDouble(1e9);
        }
        if (value.isArray()) {
            return value.size() >= schema.path("minItems").asInt(0)
                    && value.size() <= schema.path("maxItems").asInt(99);
        }
        return !value.isTextual()
                || value.asText().length() <= schema.path("maxLength").asInt(99);
    }

    private static boolean inside(JsonNode schema, JsonNode value, JsonNode root) {
        if (value.isArray()) {
            return !schema.has("items")
                    || value.valueStream().allMatch(item -> accepts(schema.get("items"), item, root));
        }
        if (!value.isObject()) {
            return true;
        }
        JsonNode extra = schema.path("additionalProperties");
        return schema.path("required").valueStream().allMatch(name -> value.has(name.asText()))
                && value.properties().stream().allMatch(field -> {
                    JsonNode known = schema.path("properties").path(field.getKey());
                    JsonNode judge = known.isMissingNode() ? extra : known;
                    return judge.isObject() ? accepts(judge, field.getValue(), root) : judge.asBoolean(true);
                });
    }

    /** Random schemas and values that fit them. */
    private static final class Generator {

        private final Random random;
        private final ObjectNode definitions = Json.object().node();

        Generator(Random random) {
            this.random = random;
        }

        ObjectNode root() {
            definitions.set("D", schema(1));
            ObjectNode root = object(3);
            root.put("$schema", "http://json-schema.org/draft-07/schema#");
            root.set("$defs", definitions);
            return root;
        }

        private ObjectNode schema(int depth) {
            int kind = random.nextInt(depth <= 0 ? 7 : 13);
            return switch (kind) {
                case 0 ->
                    Json.type("string")
                            .with("maxLength", 9)
                            .with("pattern", ".*")
                            .with("format", "email")
                            .node();
                case 1 ->
                    Json.type("integer")
                            .with("minimum", 1)
                            .with("exclusiveMaximum", 9)
                            .with("multipleOf", 1)
                            .node();
                case 2 -> Json.object().with("enum", Stream.of("a", "b")).node();
                case 3 ->
                    Json.object()
                            .with("const", random.nextBoolean() ? "c" : null)
                            .with("description", "d")
                            .node();
                case 4 -> mixed();
                case 5 ->
                    Json.object()
                            .with("type", Stream.of("string", "null"))
                            .with("default", "x")
                            .node();
                case 6 -> Json.type("boolean").with("examples", Stream.of("x")).node();
                case 7 -> object(depth - 1);
                case 8 ->
                    Json.type("array")
                            .with("items", schema(depth - 1))
                            .with("minItems", 1)
                            .with("uniqueItems", false)
                            .node();
                case 9 ->
                    Json.object()
                            .with(
                                    random.nextBoolean() ? "anyOf" : "oneOf",
                                    Stream.of(schema(depth - 1), Json.type("null")))
                            .node();
                case 10 ->
                    definitions.isEmpty()
                            ? Json.type("boolean").node()
                            : Json.object()
                                    .with("$ref", "#/$defs/D")
                                    .with("description", "see D")
                                    .node();
                case 11 ->
                    Json.object()
                            .with("allOf", Stream.of(object(depth - 1), object(depth - 1)))
                            .node();
                default ->
                    Json.object().with("type", Stream.of("integer", "string")).node();
            };
        }

        private ObjectNode mixed() {
            ArrayNode values = Json.MAPPER.createArrayNode().add(1).add("x");
            if (random.nextBoolean()) {
                values.addNull();
            }
            return Json.object().with("enum", values).node();
        }

        private ObjectNode object(int depth) {
            ObjectNode properties = Json.object().node();
            int count = random.nextInt(3);
            for (int i = 0; i < count; i++) {
                properties.set("p" + random.nextInt(100), schema(depth));
            }
            Json out = Json.type("object").with("properties", properties);
            List<String> names =
                    properties.propertyStream().map(java.util.Map.Entry::getKey).toList();
            if (!names.isEmpty()) {
                out.with("required", Stream.of(names.getFirst()));
            }
            return switch (random.nextInt(3)) {
                case 0 ->
                    out.with("patternProperties", Json.object().with("^x", Json.type("string")))
                            .with("additionalProperties", false)
                            .node();
                case 1 -> out.with("additionalProperties", Json.type("integer")).node();
                default -> out.node();
            };
        }

        private JsonNode instance(JsonNode schema) {
            if (schema.has("$ref")) {
                return instance(definitions.get("D"));
            }
            if (schema.has("const")) {
                return schema.get("const");
            }
            if (schema.has("enum")) {
                return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
            }
            for (String union : List.of("anyOf", "oneOf")) {
                if (schema.has(union)) {
                    return instance(schema.get(union).get(random.nextInt(2)));
                }
            }
            if (schema.has("allOf")) {
                ObjectNode both = Json.object().node();
                schema.get("allOf")
                        .forEach(each -> each.path("properties").properties().forEach(field -> {
                            if (!both.has(field.getKey())) {
                                both.set(field.getKey(), instance(field.getValue()));
                            }
                        }));
                return both;
            }
            JsonNode type = schema.path("type");
            String one = type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText("string");
            return switch (one) {
                case "object" -> anObject(schema);
                case "array" -> Json.array(Stream.of(instance(schema.get("items"))));
                case "integer" -> Json.MAPPER.getNodeFactory().numberNode(1 + random.nextInt(8));
                case "boolean" -> Json.MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
                case "null" -> Json.MAPPER.getNodeFactory().nullNode();
                default -> Json.MAPPER.getNodeFactory().textNode("s" + random.nextInt(9));
            };
        }

        private JsonNode anObject(JsonNode schema) {
            ObjectNode out = Json.object().node();
            schema.path("properties")
                    .properties()
                    .forEach(field -> out.set(field.getKey(), instance(field.getValue())));
            if (schema.has("patternProperties") && random.nextBoolean()) {
                out.put("xtra", "s");
            } else if (schema.path("additionalProperties").isObject()) {
                out.put("more", 3);
            }
            return out;
        }
    }

    @Test
    void referencesKeepNothingBesideThem() {
        JsonNode json = new JsonSchemas(new Losses(), "t").parameters(Fixtures.tree("""
            {"type":"object","definitions":{"N":{"type":"object","properties":{"next":{"$ref":"#/definitions/N"}}}},
             "properties":{"n":{"$ref":"#/definitions/N","description":"first","default":{}}}}\
            """));
        assertThat(json).isEqualTo(Fixtures.tree("""
            {"type":"object","properties":{"n":{"description":"first","anyOf":[{"$ref":"#/$defs/N"}]}},
             "$defs":{"N":{"type":"object","properties":{"next":{"$ref":"#/$defs/N"}}}}}\
            """));
    }

    @Test
    void aSchemaThatContainsItselfEndsInAnyObject() {
        Losses losses = new Losses();
        JsonNode subset = new SchemaSubset(losses, "t").write(Fixtures.tree("""
            {"$defs":{"N":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/N"},{"type":"null"}]}}}},"$ref":"#/$defs/N"}\
            """));
        assertThat(subset).isEqualTo(Fixtures.tree("""
            {"type":"OBJECT","properties":{"next":{"type":"OBJECT","nullable":true}}}\
            """));
        assertThat(losses.dropped()).containsExactly("t.schema.$ref");
    }

    @Test
    void aSchemaThatDoublesAtEveryStepStaysSmall() {
        StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            schema.append("\"d%d\":{\"type\":\"object\",\"properties\":{\"a\":%s,\"b\":%s}},".formatted(i, next, next));
        }
        JsonNode subset =
                new SchemaSubset(new Losses(), "t").write(Fixtures.tree(schema + "\"d40\":{\"type\":\"string\"}}}"));
        assertThat(Json.bytes(subset).length).isLessThan(1_000_000);
    }

    @Test
    void parametersAreAnObjectWhateverTheClientSays() {
        JsonNode wrapped = new JsonSchemas(new Losses(), "t")
                .parameters(Fixtures.tree("{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"));
        assertThat(wrapped.get("type").asText()).isEqualTo("object");
        assertThat(wrapped.at("/properties/input/type").asText()).isEqualTo("array");
        assertThat(new JsonSchemas(new Losses(), "t").parameters(Fixtures.tree("{}")))
                .isEqualTo(Fixtures.tree("{\"type\":\"object\"}"));
    }
}
