package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config.Group;
import io.github.llmrouter.config.Config.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of every format, written in the native one: what comes out means the same and holds no secret. */
class ConversionTest {

    private static final Path FILES = Path.of("src/test/resources/config");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "BASE",
            "https://base.example",
            "KEY",
            "resolved",
            "AZURE_API_KEY_EU",
            "eu",
            "AZURE_BASE_CA",
            "https://ca.openai.azure.com",
            "ANTHROPIC_API_KEY",
            "ant");

    private static ConfigReader reader(Map<String, String> more) {
        return new ConfigReader(LlmRouter.DIALECTS.names(), (kind, name) -> switch (kind) {
            case FILE -> Secrets.PROCESS.find(kind, name);
            case ENV, JNDI, SYS ->
                Optional.ofNullable(ENVIRONMENT.get(name)).or(() -> Optional.ofNullable(more.get(name)));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foreign/groups.yaml",
                "foreign/router.json",
                "foreign/upstream.env",
                "foreign/litellm.yaml",
                "good/everything.yaml",
                "good/seed-a.yaml"
            })
    void whatIsConvertedMeansTheSame(String name) throws ConfigException {
        Path file = FILES.resolve(name);
        Conversion.Complete complete = reader(Map.of()).completeConversion(file);
        Map<String, String> variables = new HashMap<>(complete.variables());
        variables.replaceAll((variable, literal) -> literal.replace("${env:KEY}", "resolved"));
        ConfigReader.Loaded again = reader(variables)
                .read(
                        FILES.resolve("foreign/converted.yaml").toString(),
                        complete.conversion().text().getBytes(StandardCharsets.UTF_8));

        assertThat(again.format()).isEqualTo("llm-router.yaml");
        assertThat(again.config().warnings()).isEmpty();
        assertThat(placeless(again.config()))
                .isEqualTo(placeless(reader(Map.of()).read(file).config()));
        assertThat(complete.variables().values().stream().filter(secret -> secret.length() > 7))
                .allSatisfy(secret -> assertThat(complete.conversion().text()).doesNotContain(secret));
    }

    /** Without warnings, and without the places of selectors. */
    private static Config placeless(Config config) {
        Map<String, Group> groups = new LinkedHashMap<>();
        config.groups()
                .forEach((name, group) -> groups.put(
                        name,
                        new Group(
                                name,
                                group.strategy(),
                                group.members().stream()
                                        .map(member ->
                                                new Member(member.model(), member.weight(), member.selector(), ""))
                                        .toList(),
                                group.fallbacks(),
                                group.strict(),
                                group.hedgeAfter(),
                                group.affinity())));
        return new Config(
                config.server(),
                config.access(),
                config.providers(),
                config.models(),
                groups,
                config.strategy(),
                config.defaultModel(),
                config.virtualModels(),
                config.amp(),
                config.debugHeaders(),
                List.of());
    }

    /** To see what changed: write the text that is found into the file that is expected. */
    @ParameterizedTest
    @ValueSource(strings = {"groups.yaml", "router.json", "upstream.env", "litellm.yaml"})
    void aForeignFileIsWrittenAsExpected(String name) throws ConfigException, IOException {
        String text =
                reader(Map.of()).convert(FILES.resolve("foreign").resolve(name)).text();

        assertThat(text.replace(FILES.resolve("foreign") + "/", ""))
                .isEqualTo(Files.readString(FILES.resolve("foreign").resolve(name + ".converted")));
        assertThat(text).doesNotContain("-secret", "sk-");
    }

    @Test
    void noSecretOfAnyPlaceIsWritten(@TempDir Path folder) throws IOException, ConfigException {
        Path file = Files.writeString(folder.resolve("c.yaml"), """
            x-old: {api_key: hidden-1}
            model_list:
              - model_name: m
                proxy: http://user:hidden-2@proxy.example:3128
                llm_params:
                  api_type: openai
                  model: m
                  api_base: https://api.example/v1
                  api_key: part-hidden-3-${env:KEY}
                  rewrite_header: '{"Authorization": "Bearer hidden-4", "anthropic-beta": "b1", "x-a": "Bearer ${env:KEY}"}'
                  rewrite_body: {extra: {api_key: hidden-5, size: 3}}
            access: {keys: [hidden-6, {name: key, key: hidden-7}], admin_keys: [hidden-6]}
            """);

        String text = reader(Map.of()).convert(file).text();

        assertThat(text)
                .doesNotContain("hidden")
                .contains("anthropic-beta: b1", "Bearer ${env:KEY}", "size: 3")
                .contains("#   model_list.llm_params.rewrite_body.extra.api_key of m")
                .contains("#   LLM_ROUTER_M_AUTHORIZATION  (line 10, column 23)");
    }

    @Test
    void referencesNeedNotResolveToBeConverted(@TempDir Path folder) throws IOException, ConfigException {
        Path file = Files.writeString(folder.resolve("c.yaml"), """
            providers:
              - {name: p, api_type: openai, api_base: "${env:NONE}", api_key: "${file:/none}", models: [m]}
            access: {keys: ["${env:ONE}", "${env:TWO}"]}
            """);

        assertThat(reader(Map.of()).convert(file).text())
                .contains("api_base: \"${env:NONE}\"", "api_key: \"${file:/none}\"", "${env:ONE}", "${env:TWO}");
    }

    @Test
    void whatHasAProblemIsNotConverted(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "model_list: []\nmodle: sk-hidden\n");
        var e = catchThrowableOfType(
                ConfigException.class, () -> reader(Map.of()).convert(file));

        assertThat(e).hasMessageContaining("c.yaml:2:1: unknown key").hasMessageNotContaining("sk-hidden");
    }
}
