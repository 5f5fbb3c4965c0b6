package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.Logs;
import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client leaves: its provider is told within a second, and nobody's health suffers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientLeavesTest {

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream = new ScriptedUpstream(null);
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()));

    @AfterEach
    void nothingIsLeft() {
        router.awaitSettled();
        assertThat(router.router().gateway().snapshot().router().targets())
                .allMatch(target -> router.router().standings().of(target).factor() == 100);
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text(Level.WARNING).lines().filter(line -> !line.contains("The price of")))
                .isEmpty();
    }

    /** When the provider's side was asked, and when its connection closed. */
    private record Told(CompletableFuture<Void> asked, CompletableFuture<Long> closed) {

        Told() {
            this(new CompletableFuture<>(), new CompletableFuture<>());
        }

        Duration after(long leaving) throws Exception {
            return Duration.ofNanos(closed.get(10, TimeUnit.SECONDS) - leaving);
        }
    }

    private Told provider(ScriptedUpstream.Script script) {
        Told told = new Told();
        upstream.script((request, line) -> {
            script.play(request, line);
            told.asked.complete(null);
            line.awaitClose();
            told.closed.complete(System.nanoTime());
        });
        return told;
    }

    private static void notEverywhere() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux"), "SKIPPED: a silent client is watched only on Linux");
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,false", "OPENAI,true", "RESPONSES,true", "ANTHROPIC,false", "GEMINI,true"})
    void whileNothingHasBeenAnswered(Side side, boolean stream) throws Exception {
        notEverywhere();
        Told told = provider((request, line) -> {});
        try (RawClient client = new RawClient(router.port())) {
            client.post(side.path(stream), side.body(stream));
            told.asked.get(10, TimeUnit.SECONDS);
        }
        assertThat(told.after(System.nanoTime())).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"OPENAI", "ANTHROPIC"})
    void inTheMiddleOfASilentStream(Side side) throws Exception {
        notEverywhere();
        Told told = provider((request, line) -> {
            line.events();
            line.chunk(side.stream().substring(0, side.stream().indexOf("hel") + 60));
        });
        long left;
        try (RawClient client = new RawClient(router.port())) {
            RawClient.Head head = client.post(side.path(true), side.body(true)).head();
            assertThat(head.status()).isEqualTo(200);
            told.asked.get(10, TimeUnit.SECONDS);
            left = System.nanoTime();
        }
        assertThat(told.after(left)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void inTheMiddleOfAnAnswerThatIsNotStreamed() throws Exception {
        notEverywhere();
        Told told = provider((request, line) -> {
            line.begin(200, "application/json");
            line.chunk(Side.OPENAI.answer().substring(0, 20));
        });
        try (RawClient client = new RawClient(router.port())) {
            client.post(Side.OPENAI.path(false), Side.OPENAI.body(false));
            told.asked.get(10, TimeUnit.SECONDS);
        }
        assertThat(told.after(System.nanoTime())).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void inTheMiddleOfABusyStream(boolean reset) throws Exception {
        CompletableFuture<Long> closed = new CompletableFuture<>();
        upstream.script((request, line) -> {
            line.events();
            try {
                while (true) {
                    line.chunk(Side.OPENAI.events().getFirst());
                    line.pause(20);
                }
            } catch (IOException e) {
                closed.complete(System.nanoTime());
            }
        });
        RawClient client = new RawClient(router.port());
        RawClient.Head head =
                client.post(Side.OPENAI.path(true), Side.OPENAI.body(true)).head();
        RawClient.until(client.body(head), "hel");
        long left = System.nanoTime();
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
        assertThat(Duration.ofNanos(closed.get(10, TimeUnit.SECONDS) - left)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whileItSendsItsRequest() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(router.port())) {
                client.request("POST", "/v1/messages", "Content-Length: 500");
                client.send("{\"model\":\"a\",");
                if (i % 2 == 0) {
                    client.reset();
                }
            }
        }
        upstream.script((request, line) -> Side.of(request).play(request, line));
        assertThat(router.post("/v1/messages", Side.ANTHROPIC.body(false)).statusCode())
                .isEqualTo(200);
    }

    /** An interrupt that came late would hit whoever gets the thread or the connection next. */
    @Test
    void othersAreNotDisturbed() throws Exception {
        for (int i = 0; i < 8; i++) {
            Told told = provider((request, line) -> {});
            try (RawClient client = new RawClient(router.port())) {
                client.post(Side.OPENAI.path(false), Side.OPENAI.body(false));
                told.asked.get(10, TimeUnit.SECONDS);
            }
            upstream.script((request, line) -> Side.of(request).play(request, line));
            for (int j = 0; j < 20; j++) {
                boolean stream = j % 2 == 0;
                assertThat(router.post(Side.OPENAI.path(stream), Side.OPENAI.body(stream))
                                .body())
                        .isEqualTo(stream ? Side.OPENAI.stream() : Side.OPENAI.answer());
            }
        }
    }
}
