package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Coding agents are connected by one command, and nothing of theirs is lost. */
class ConnectTest {

    @TempDir
    private Path home;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new Connect())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @EnumSource(AgentClient.class)
    void everyClientIsToldOfTheRouterAndItsFileIsCopiedFirst(AgentClient client) throws IOException {
        Path file = home.resolve(client.file());
        String before = AgentClient.json(client.file()) ? "{\"theirs\": {\"a\": 1.50}}" : "# theirs\nA=1\n";
        Files.createDirectories(file.getParent());
        Files.writeString(file, before);

        for (int i = 0; i < 2; i++) {
            assertThat(run(
                            client.written(),
                            "--url",
                            "http://127.0.0.1:9/",
                            "--key",
                            "k1",
                            "--model",
                            "best",
                            "--home",
                            home.toString(),
                            "--write"))
                    .isZero();
            if (i == 0) {
                assertThat(file.resolveSibling(file.getFileName() + ".bak")).hasContent(before);
            }
        }

        assertThat(Files.readString(file))
                .containsOnlyOnce("theirs")
                .contains("http://127.0.0.1:9")
                .doesNotContain(":9//");
        if (AgentClient.json(client.file())) {
            assertThat(Json.read(Files.readString(file)).at("/theirs/a")).hasToString("1.50");
        } else {
            assertThat(Files.readString(file)).containsOnlyOnce("llm-router begin");
        }
    }

    @Test
    void withoutWriteNothingIsTouched() {
        assertThat(run("claude-code", "--home", home.toString())).isZero();

        assertThat(said.toString()).contains("ANTHROPIC_BASE_URL", "auto-coding");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void whatIsNotPlainJsonIsLeftAlone() throws IOException {
        Path file = home.resolve(".claude/settings.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{ // comment\n}");

        assertThat(run("claude-code", "--home", home.toString(), "--write")).isEqualTo(1);

        assertThat(file).hasContent("{ // comment\n}");
        assertThat(said.toString()).contains("nothing was changed");
    }

    @Test
    void anUnknownClientIsAMistakeOfTheCommandLine() {
        assertThat(run("emacs")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(AgentClient.class)
    void theRoundTripIsTried(AgentClient client) {
        try (ScriptedUpstream upstream =
                        new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
                RunningRouter router = new RunningRouter(Side.models(upstream.base()))) {
            assertThat(run(client.written(), "--url", router.base(), "--model", "m", "--check"))
                    .isZero();
            assertThat(said.toString()).contains("[OK] 200 from up");
            assertThat(run(client.written(), "--url", router.base(), "--model", "nothing", "--check"))
                    .isEqualTo(1);
        }
    }
}
