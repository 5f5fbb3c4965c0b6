package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code config check} and {@code config convert}. */
class ConfigCommandTest {

    private static final String GROUPS = """
        port: 8080
        api_key: hidden-client
        groups: [{name: g, models: [{weight: 1, provider: p, name: m}]}]
        providers: [{name: p, base_url: "https://p.example/v1", api_keys: [hidden-key], region: eu}]
        """;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String verb, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("some.yaml"), text);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("config", verb, file.toString());
    }

    @Test
    void whatIsConvertedCanBeCheckedAndHoldsNoSecret() throws IOException {
        assertThat(run("convert", GROUPS)).isZero();
        String converted = out.toString();
        assertThat(converted)
                .startsWith("# Converted from some.yaml (config.yaml with groups).\n")
                .contains("#   LLM_ROUTER_P_API_KEY  (line 4, column", "some.yaml:4:", "'region' is not heeded")
                .contains("strategy: least-usage", "server: {port: 8080}")
                .doesNotContain("hidden");
        assertThat(err.toString()).startsWith("1 not carried over");
        out.getBuffer().setLength(0);

        assertThat(run("check", converted.replace("${env:", "${sys:"))).isEqualTo(1);
        assertThat(out.toString()).contains("${sys:LLM_ROUTER_P_API_KEY} cannot be resolved", "2 to mend.");
        out.getBuffer().setLength(0);
        assertThat(run(
                        "check",
                        converted.replace("${env:", "x${sys:java.version}-").replaceAll("(-[A-Z_]+)}", "$1")))
                .isZero();
        assertThat(out.toString()).contains("some.yaml: well (llm-router.yaml): 1 models, 1 groups, 1 keys");
    }

    @Test
    void aCheckTellsAllProblemsAtOnce() throws IOException {
        assertThat(run("check", """
            modle_list: []
            router_settings: {strategy: fastest}
            model_list:
              - model_name: m
                llm_params: {api_type: opnai, model: m, api_base: ftp://x, api_key: hidden}
            """)).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "some.yaml:1:1: unknown key 'modle_list' (did you mean 'model_list'?)",
                        "some.yaml:2:29: there is no such strategy",
                        "some.yaml:5:28: there is no such api_type (did you mean 'openai'?)",
                        "some.yaml:5:55: api_base must begin with http:// or https://",
                        "4 to mend.")
                .doesNotContain("hidden");
    }

    @Test
    void aBadSelectorIsFoundToo() throws IOException {
        assertThat(run("check", """
            model_list:
              - {model_name: m, llm_params: {api_type: openai, model: m, api_base: "https://x.example", api_key: k}}
            router_settings:
              model_groups: [{name: g, models: [{name: m, selector: .a | nonsense}]}]
            """)).isEqualTo(1);
        assertThat(out.toString()).contains("some.yaml:4:").contains("nonsense");
    }

    @Test
    void aCheckTellsWhatIsNotHonoured() throws IOException {
        assertThat(run("check", GROUPS)).isZero();
        assertThat(out.toString())
                .contains("warning: ", "'region' is not heeded", "well (config.yaml with groups)")
                .doesNotContain("hidden");
    }

    @Test
    void whatHasProblemsIsNotConverted() throws IOException {
        assertThat(run("convert", "modle: hidden\n")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("Error: ").contains("unknown key").doesNotContain("hidden");
    }

    @Test
    void aMissingFileIsOneLineAndAMissingVerbIsUsage() {
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

        assertThat(command.execute(
                        "config", "convert", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("there is no such file");
        assertThat(command.execute("config")).isEqualTo(2);
        assertThat(command.execute("config", "convert")).isEqualTo(2);
    }
}
