package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code --check}, from the command line to the providers. */
class CheckTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
        if (request.path().startsWith("http") && !request.headers().containsKey("proxy-authorization")) {
            line.json(407, "{}", "proxy-authenticate: Basic realm=\"proxy\"");
        } else if (request.path().contains("refused")) {
            line.json(401, "{\"error\":{\"message\":\"Incorrect API key provided: sk-hidden-1234567890\"}}");
        } else {
            Side.of(request).play(request, line);
        }
    });

    @AfterEach
    void stop() {
        upstream.close();
    }

    private int check(String yaml, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), yaml);
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
        return command.execute(Stream.concat(Stream.of("--check", "--config=" + file), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void everyModelIsAskedInItsOwnDialectWithItsRewrites() throws IOException {
        int exit = check(Side.models(upstream.base()).replaceFirst("(?s)\\z", """

            router_settings: {strategy: random}
            """));

        assertThat(out.toString()).contains("Checking models (4 total):", "4 of 4 answered.");
        assertThat(out.toString().lines().filter(line -> line.startsWith("[OK] ")))
                .hasSize(4);
        assertThat(exit).isZero();
        assertThat(upstream.requests())
                .extracting(ScriptedUpstream.Request::path)
                .anyMatch(path -> path.endsWith("/chat/completions"))
                .anyMatch(path -> path.endsWith("/responses"))
                .anyMatch(path -> path.endsWith("/v1/messages"))
                .anyMatch(path -> path.endsWith(":generateContent"));
    }

    @Test
    void rewritesAreThoseOfRealRequests() throws IOException {
        int exit = check("""
            model_list:
              - model_name: m
                llm_params: {api_type: openai, model: up, api_base: "%s/v1", api_key: k,
                  rewrite_header: {x-team: blue}, rewrite_body: {temperature: 0.5}}
            """.formatted(upstream.base()));

        assertThat(exit).isZero();
        assertThat(upstream.requests()).singleElement().satisfies(request -> {
            assertThat(request.headers()).containsEntry("x-team", "blue").containsEntry("authorization", "Bearer k");
            assertThat(request.text()).contains("\"temperature\":0.5", "ping");
        });
    }

    /** The upstream plays the proxy: it is asked for whole addresses. */
    @Test
    void theProxyOfTheCommandLineIsUsed() throws IOException {
        int exit = check("""
            model_list:
              - {model_name: m, llm_params: {api_type: openai, model: up, api_base: "http://models.example/v1", api_key: k}}
              - {model_name: own, proxy: direct, llm_params: {api_type: openai, model: up, api_base: "%s/v1", api_key: k}}
            """.formatted(upstream.base()), "--proxy=http://user:p%40ss@127.0.0.1:" + upstream.port());

        assertThat(out.toString()).contains("[OK] m -> up (openai)", "[OK] own -> up (openai)");
        assertThat(exit).isZero();
        assertThat(upstream.requests())
                .extracting(
                        ScriptedUpstream.Request::path,
                        request -> request.headers().get("proxy-authorization"))
                .contains(
                        tuple("http://models.example/v1/chat/completions", "Basic dXNlcjpwQHNz"),
                        tuple("/v1/chat/completions", null));
        assertThat(out.toString()).doesNotContain("p%40ss", "p@ss");
    }

    @Test
    void whoRefusesAndWhoIsNotThereFailTheCheck() throws IOException {
        int exit = check("""
            model_list:
              - {model_name: good, llm_params: {api_type: openai, model: up, api_base: "%1$s/v1", api_key: k}}
              - {model_name: bad, llm_params: {api_type: openai, model: up, api_base: "%1$s/refused/v1",
                  api_key: sk-hidden-1234567890}}
              - {model_name: gone, llm_params: {api_type: anthropic, model: up, api_base: "http://127.0.0.1:%2$d", api_key: k}}
            """.formatted(upstream.base(), unused()));

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "[OK] good -> up (openai)",
                        "[FAIL] bad -> up (status: 401 Unauthorized)",
                        "[ERROR] gone -> up: ",
                        "1 of 3 answered.")
                .doesNotContain("hidden-1234567890");
    }

    private static final String DISCOVERS = """
        providers:
          - {name: relay, api_type: openai, api_base: "%s/v1", api_key: k}
        router_settings:
          virtual_models: [{name: auto, discover: relay}]
        """;

    @Test
    void modelsThatAProviderListsAreAskedAsWellIfTheyAreToTalkWith() throws IOException {
        upstream.script((request, line) -> {
            if (request.path().endsWith("/models")) {
                line.json(200, "{\"data\":[{\"id\":\"tiny\"},{\"id\":\"refused\"},{\"id\":\"text-embed-3\"}]}");
            } else if (request.text().contains("\"refused\"")) {
                line.json(404, "{\"error\":{\"message\":\"no such model\"}}");
            } else {
                Side.of(request).play(request, line);
            }
        });

        assertThat(check(DISCOVERS.formatted(upstream.base()))).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "Checking models (2 total):",
                        "[OK] tiny -> tiny (openai)",
                        "[FAIL] refused -> refused (status: 404 Not Found)",
                        "1 of 2 answered.");
    }

    @Test
    void aListThatCannotBeReadFailsTheCheck() throws IOException {
        upstream.script((request, line) -> line.json(401, "{}"));

        assertThat(check(DISCOVERS.formatted(upstream.base()))).isEqualTo(1);
        assertThat(out.toString())
                .contains("[ERROR] the models of relay cannot be listed: status 401", "There is no model to check.");
    }

    private static int unused() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
