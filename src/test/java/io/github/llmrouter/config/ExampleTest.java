package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.LlmRouter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commented example is also the reference. */
class ExampleTest {

    private static final Path EXAMPLE = Path.of("webapp-config/llm-router.yaml");
    private static final Pattern COMMENTED_OUT = Pattern.compile("(?m)^(\\s*)#(?=\\S)");

    private final ConfigReader reader =
            new ConfigReader(LlmRouter.DIALECTS.names(), (kind, name) -> Optional.of("a secret called " + name));

    private Config read(String text) throws ConfigException {
        return reader.read(EXAMPLE.toString(), text.getBytes(StandardCharsets.UTF_8))
                .config();
    }

    @Test
    void theExampleWorksAsItIs() throws IOException, ConfigException {
        Config config = read(Files.readString(EXAMPLE));

        assertThat(config.models()).containsOnlyKeys("gpt", "claude");
        assertThat(config.groups()).containsOnlyKeys("best");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theExampleWorksWithEverythingSwitchedOn() throws IOException, ConfigException {
        Config config = read(everything());

        assertThat(config.models()).containsOnlyKeys("gpt", "claude", "google/gemini-2.5-flash", "google/pro");
        assertThat(config.access().keys()).hasSize(2);
        assertThat(config.server().demo()).isEqualTo(8099);
    }

    @Test
    void whatIsCommentedOutWithItsDefaultHasItsDefault() throws IOException, ConfigException {
        Config.Server shown = read(everything()).server();
        Config.Server without = read(Files.readString(EXAMPLE)).server();

        assertThat(shown.timeouts()).isEqualTo(without.timeouts());
        assertThat(shown.bodyLimit()).isEqualTo(without.bodyLimit());
        assertThat(shown.grace()).isEqualTo(without.grace());
        assertThat(shown.cors()).isEqualTo(without.cors());
        assertThat(shown.compression()).isEqualTo(without.compression());
        assertThat(shown.echoRequestedModel()).isEqualTo(without.echoRequestedModel());
        assertThat(shown.maxConnections()).isEqualTo(without.maxConnections());
    }

    @Test
    void everyKeyIsInTheExample() throws IOException {
        String example = Files.readString(EXAMPLE);

        assertThat(Arrays.stream(Shape.values())
                        .flatMap(shape -> shape.keys().stream())
                        .distinct())
                .allSatisfy(key -> assertThat(Pattern.compile("[\\s#{]" + key + ":")
                                .matcher(example)
                                .find())
                        .as(key)
                        .isTrue());
    }

    private static String everything() throws IOException {
        return COMMENTED_OUT.matcher(Files.readString(EXAMPLE)).replaceAll("$1");
    }
}
