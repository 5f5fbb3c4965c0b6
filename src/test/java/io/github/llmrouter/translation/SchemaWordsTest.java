package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant 19 for what a vendor is strict about: the schemas of structured output, invented and recorded, hold only words that the
 * target takes, say their types, and accept what they accepted. {@code -Dschemas=N} invents more.
 */
class SchemaWordsTest {

    private static final int INVENTED = Integer.getInteger("schemas", 60);
    private static final int INSTANCES = 50;
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private static final Set<String> ANTHROPIC = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "anyOf",
            "enum",
            "const",
            "$ref",
            "$defs",
            "definitions",
            "title",
            "description",
            "default",
            "format");
    private static final Set<String> ANTHROPIC_FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    private static final Set<String> GEMINI = Set.of(
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
    private static final Set<String> NOT_STRICT_AT_OPENAI = Set.of("oneOf", "allOf", "not", "if", "uniqueItems");

    /** @param strict whether the client wants it enforced to the letter */
    record Wanted(String name, JsonNode schema, Dialect upstream, boolean strict) {

        JsonNode request() {
            Json format =
                    Json.object().with("name", "out").with("schema", schema).with("strict", strict ? true : null);
            JsonNode body = Json.object()
                    .with("model", "m")
                    .with(
                            "messages",
                            Stream.of(Json.object().with("role", "user").with("content", "hi")))
                    .with("response_format", Json.type("json_schema").with("json_schema", format))
                    .node();
            Dialect client = Crossing.dialect(upstream.name().equals("openai") ? "openai-responses" : "openai");
            Ask ask = Crossing.ask(
                    client.name().equals("openai")
                            ? body
                            : Crossing.of(Crossing.dialect("openai"), client, Crossing.ask(body, false))
                                    .request(),
                    false);
            return Crossing.of(client, upstream, Crossing.THINKING.get(upstream.name()), ask)
                    .request();
        }

        @Override
        public String toString() {
            return name + ">" + upstream.name() + (strict ? " strict" : "");
        }
    }

    static Stream<Wanted> wanted() {
        List<Wanted> all = new ArrayList<>();
        IntStream.range(0, INVENTED)
                .forEach(seed -> add(all, "invented " + seed, new Schemas(new Random(seed)).next()));
        Set<JsonNode> seen = new HashSet<>();
        Recorded.requests().forEach(recorded -> {
            try {
                Output output = recorded.dialect()
                        .codec()
                        .readRequest(Crossing.ask(recorded.requestBody(), false), new Losses())
                        .output();
                if (output instanceof Output.Schema recordedSchema && seen.add(recordedSchema.schema())) {
                    add(all, recorded.name(), recordedSchema.schema());
                }
            } catch (FaultException e) {
                // It is refused for something else.
            }
        });
        return all.stream();
    }

    private static void add(List<Wanted> all, String name, JsonNode schema) {
        for (Dialect upstream : Crossing.DIALECTS) {
            all.add(new Wanted(name, schema, upstream, false));
            all.add(new Wanted(name, schema, upstream, true));
        }
    }

    @ParameterizedTest
    @MethodSource("wanted")
    void whatIsConvertedIsTakenAndAcceptsTheSame(Wanted wanted) {
        JsonNode request = wanted.request();
        JsonNode written = switch (wanted.upstream.name()) {
            case "openai" -> openAi(request.path("response_format").path("json_schema"));
            case "openai-responses" -> openAi(request.path("text").path("format"));
            case "anthropic" -> {
                JsonNode schema = request.path("output_config").path("format").path("schema");
                words(schema, ANTHROPIC, SchemaWordsTest::assertAnthropic);
                yield schema;
            }
            default -> {
                JsonNode schema = request.path("generationConfig").path("responseJsonSchema");
                words(schema, GEMINI, node -> {
                    if (node.has("$ref")) {
                        assertThat(node).hasSize(1);
                    }
                });
                yield schema;
            }
        };
        assertThat(written.isObject()).as("%s", request).isTrue();
        accepts(wanted, written);
    }

    /** A strict schema is closed and demands everything; one that cannot be is not strict. */
    private static JsonNode openAi(JsonNode format) {
        JsonNode schema = format.path("schema");
        if (format.path("strict").asBoolean()) {
            words(schema, null, node -> {
                NOT_STRICT_AT_OPENAI.forEach(
                        word -> assertThat(node.has(word)).as("%s", node).isFalse());
                if (node.has("properties")) {
                    assertThat(node.path("additionalProperties").asText())
                            .as("%s", node)
                            .isEqualTo("false");
                    List<String> required = new ArrayList<>();
                    node.path("required").forEach(name -> required.add(name.asText()));
                    node.path("properties")
                            .fieldNames()
                            .forEachRemaining(name -> assertThat(required).contains(name));
                }
            });
        }
        return schema;
    }

    private static void assertAnthropic(JsonNode node) {
        assertThat(Stream.of("type", "anyOf", "$ref", "enum", "const").anyMatch(node::has))
                .as("type of %s", node)
                .isTrue();
        if (node.has("format")) {
            assertThat(ANTHROPIC_FORMATS).contains(node.path("format").asText());
        }
        if (node.path("type").toString().contains("\"object\"")) {
            assertThat(node.path("additionalProperties").asText("true"))
                    .as("%s", node)
                    .isEqualTo("false");
        }
    }

    /** @param allowed null for any */
    private static void words(JsonNode schema, @Nullable Set<String> allowed, Consumer<JsonNode> law) {
        if (!schema.isObject()) {
            return;
        }
        law.accept(schema);
        if (allowed != null) {
            schema.fieldNames()
                    .forEachRemaining(
                            word -> assertThat(allowed).as("%s", schema).contains(word));
        }
        for (String map : List.of("properties", "$defs", "definitions")) {
            schema.path(map).forEach(inner -> words(inner, allowed, law));
        }
        for (String list : List.of("anyOf", "prefixItems")) {
            schema.path(list).forEach(inner -> words(inner, allowed, law));
        }
        for (String one : List.of("items", "additionalProperties")) {
            words(schema.path(one), allowed, law);
        }
    }

    private static void accepts(Wanted wanted, JsonNode written) {
        JsonSchema before = SCHEMAS.getSchema(wanted.schema);
        JsonSchema then = SCHEMAS.getSchema(written);
        Instances instances = new Instances(wanted.schema, new Random(19));
        boolean wrapped = !wanted.schema.path("type").asText().equals("object")
                && written.path("properties").has("input");
        for (int i = 0; i < INSTANCES; i++) {
            JsonNode instance = instances.next();
            if (before.validate(instance).isEmpty()) {
                JsonNode given = wrapped ? Json.object().with("input", instance).node() : instance;
                assertThat(then.validate(given)).as("%s by %s", given, written).isEmpty();
            }
        }
    }
}
