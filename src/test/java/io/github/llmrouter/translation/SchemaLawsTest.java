package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.dialect.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tools as every vendor gets them: their schemas and their names. */
class SchemaLawsTest {

    private static final int INSTANCES = 50;
    /** The same tools come in many requests. */
    private static final Set<String> SEEN = new HashSet<>();

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    static Stream<Question> withTools() {
        return Question.all().filter(question -> {
            try {
                return !schemas(question.upstream(), question.crossing().request())
                        .isEmpty();
            } catch (FaultException e) {
                return false;
            }
        });
    }

    /** Invariant 19. What a strict schema must demand of every object, a value that leaves something out cannot have. */
    @ParameterizedTest
    @MethodSource("withTools")
    void convertedSchemaAcceptsWhatItsSourceAccepts(Question question) {
        Crossing crossing = question.crossing();
        Map<String, JsonNode> after = schemas(question.upstream(), crossing.request());
        for (Tool tool : crossing.there().tools()) {
            if (tool instanceof Tool.Function function
                    && function.schema() != null
                    && function.schema().path("type").asText().equals("object")
                    && SEEN.add(question.upstream().name() + function.schema())) {
                JsonNode converted = after.get(function.name());
                assertThat(converted).as(function.name()).isNotNull();
                assertTyped(converted);
                JsonSchema before = SCHEMAS.getSchema(function.schema());
                JsonSchema then = SCHEMAS.getSchema(converted);
                Instances instances = new Instances(function.schema(), new Random(19));
                int accepted = 0;
                for (int i = 0; i < INSTANCES; i++) {
                    JsonNode instance = instances.next();
                    if (before.validate(instance).isEmpty()) {
                        accepted++;
                        assertThat(then.validate(instance))
                                .as("%s: %s", function.name(), instance)
                                .isEmpty();
                    }
                }
                assertThat(accepted).as(function.name()).isPositive();
            }
        }
    }

    private static void assertTyped(JsonNode schema) {
        assertThat(schema.path("type").asText()).isEqualTo("object");
        schema.path("properties")
                .forEach(property ->
                        assertThat(property.isObject() || property.isBoolean()).isTrue());
    }

    /** Of functions, by name, as they stand in a request. */
    private static Map<String, JsonNode> schemas(Dialect upstream, JsonNode request) {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        for (JsonNode tool : request.path("tools")) {
            switch (upstream.name()) {
                case "openai" ->
                    put(schemas, tool.path("function"), tool.path("function").path("parameters"));
                case "openai-responses" -> put(schemas, tool, tool.path("parameters"));
                case "anthropic" -> put(schemas, tool, tool.path("input_schema"));
                default ->
                    tool.path("functionDeclarations")
                            .forEach(function -> put(schemas, function, function.path("parametersJsonSchema")));
            }
        }
        return schemas;
    }

    private static void put(Map<String, JsonNode> schemas, JsonNode named, JsonNode schema) {
        if (schema.isObject()) {
            schemas.put(named.path("name").asText(), schema);
        }
    }

    static Stream<Arguments> names() {
        return Crossing.DIALECTS.stream()
                .flatMap(upstream -> IntStream.range(0, 20).mapToObj(seed -> new Arguments(upstream.name(), seed)));
    }

    /** Invented names for the tools of one request. */
    record Arguments(String upstream, int seed) {

        List<String> names() {
            Random random = new Random(seed);
            String letters = "abZ_-.:/ é$1";
            Set<String> names = new HashSet<>();
            while (names.size() < 30) {
                StringBuilder name = new StringBuilder();
                int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 150 : 4);
                for (int i = 0; i < length; i++) {
                    name.append(letters.charAt(random.nextInt(letters.length())));
                }
                names.add(name.toString());
            }
            return List.copyOf(names);
        }
    }

    /** Invariant 20, for names that are not legal: one to one, legal there, and the client's own in the answer. */
    @ParameterizedTest
    @MethodSource("names")
    void namesAreMappedOneToOne(Arguments arguments) {
        Dialect upstream = Crossing.dialect(arguments.upstream);
        List<String> names = arguments.names();
        ToolNames stage = new ToolNames(upstream.codec().toolNames());
        Chat chat = upstream.codec().readRequest(Pair.curious(upstream), new Losses());
        List<Tool> tools = names.stream()
                .map(name -> (Tool) new Tool.Function(name, null, null, null, null, null))
                .toList();
        List<String> there = stage.there(chat.withTools(tools, chat.choice()), new Losses()).tools().stream()
                .map(Tool::name)
                .toList();
        assertThat(new HashSet<>(there)).hasSameSizeAs(names);
        assertThat(there)
                .allMatch(name ->
                        name.matches(upstream.codec().toolNames().legal().pattern())
                                && name.length() <= upstream.codec().toolNames().longest());
        List<String> back = new ArrayList<>();
        var events = stage.back(event -> back.add(((Part.ToolCall) ((Event.PartStarted) event).head()).name()));
        there.forEach(name -> events.accept(new Event.PartStarted(0, new Part.ToolCall("id", name, "{}"))));
        assertThat(back).isEqualTo(names);
    }
}
