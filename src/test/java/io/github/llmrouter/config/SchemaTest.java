package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config.Strategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema for editors says what the reader does. */
class SchemaTest {

    private static final JsonNode SCHEMA = schema();
    private static final JsonSchema VALIDATOR =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SCHEMA);

    private static JsonNode schema() {
        try (InputStream in = SchemaTest.class.getResourceAsStream("/llm-router.schema.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    private static List<String> words(JsonNode array) {
        var words = new ArrayList<String>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }

    private static Set<ValidationMessage> validate(Path file) throws IOException {
        return VALIDATOR.validate(Files.readString(file), InputFormat.YAML);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void everyMappingHasTheReadersKeysAndNoOthers(Shape shape) {
        JsonNode definition = SCHEMA.path("$defs").path(shape.name().toLowerCase(Locale.ROOT));

        assertThat(names(definition.path("properties"))).containsExactlyElementsOf(shape.keys());
        assertThat(definition.path("additionalProperties")).hasToString("false");
    }

    @Test
    void everyMappingWithKeysIsOneOfTheReaders() {
        List<String> closed = SCHEMA.path("$defs").properties().stream()
                .filter(definition -> definition.getValue().has("properties"))
                .map(java.util.Map.Entry::getKey)
                .toList();

        assertThat(closed)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Shape.values())
                        .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void enumerationsAreTheReaders() {
        List<String> strategies =
                Arrays.stream(Strategy.values()).map(Strategy::written).toList();

        assertThat(words(SCHEMA.at("/$defs/strategy/enum")))
                .containsAll(strategies)
                .allSatisfy(word -> assertThat(Strategy.of(word)).isPresent());
        assertThat(LlmRouter.DIALECTS.names()).containsAll(words(SCHEMA.at("/$defs/api_type/anyOf/0/enum")));
        assertThat(words(SCHEMA.at("/$defs/window/properties/unit/enum")))
                .isEqualTo(Arrays.stream(Config.Window.Unit.values())
                        .map(unit -> unit.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    static List<Path> goodFiles() throws IOException {
        try (Stream<Path> good = Files.list(Path.of("src/test/resources/config/good"));
                Stream<Path> examples = Files.list(Path.of("webapp-config"))) {
            return Stream.concat(good, examples)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("everything.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void whatTheReaderTakesTheSchemaTakes(Path file) throws IOException {
        assertThat(validate(file)).isEmpty();
    }

    /** Its merged mappings and hexadecimal number are YAML that the validator's own parser reads differently. */
    @Test
    void theSchemaTakesEveryKeyInUse() throws IOException {
        String plain = Files.readString(Path.of("src/test/resources/config/good/everything.yaml"))
                .replace("<<: *quick", "")
                .replace("*quick", "{idle: 1s}")
                .replace("0x10", "16")
                .replace("- on\n", "- \"on\"\n")
                .replace("22:22", "\"22:22\"");

        assertThat(VALIDATOR.validate(plain, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"scalars.yaml", "types.yaml", "unknown-keys.yaml", "providers.yaml", "server.yaml", "text.yaml"})
    void whatIsWrongInItselfTheSchemaRefuses(String file) throws IOException {
        assertThat(validate(Path.of("src/test/resources/config/bad", file))).isNotEmpty();
    }
}
