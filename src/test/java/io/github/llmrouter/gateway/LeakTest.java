package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Ten thousand connections of good, bad and impatient clients, before a provider that is no better, leave nothing behind. */
class LeakTest {

    private static final int CONNECTIONS = 10_000;
    private static final int AT_ONCE = 48;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void nothingIsLeftOfTenThousandConnections() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(LeakTest::play);
                RunningRouter router = new RunningRouter(config(upstream))) {
            router.post("/v1/messages", Side.ANTHROPIC.body(true));
            int threads = threads();
            storm(router.port());
            router.awaitSettled();
            assertThat(answers.get()).isGreaterThan(CONNECTIONS / 3);
            assertThat(failures.get()).isZero();
            assertThat(router.router().upstream().idle()).isLessThanOrEqualTo(AT_ONCE * 2);
            upstream.script((request, line) -> Side.of(request).play(request, line));
            assertThat(router.post("/v1/messages", Side.ANTHROPIC.body(true)).body())
                    .isEqualTo(Side.ANTHROPIC.stream());
            assertThat(threads()).isLessThanOrEqualTo(threads + 4);
        }
    }

    private static String config(ScriptedUpstream upstream) {
        return "server: {timeouts: {connect: 2s, first_byte: 2s, idle: 2s}}\n" + Side.models(upstream.base());
    }

    /** Without the server's own pool, which grows and shrinks as it likes. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("qtp"))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
                .count();
    }

    private static void play(ScriptedUpstream.Request request, ScriptedUpstream.Line line) throws Exception {
        Side side = Side.of(request);
        switch (request.text().length() % 7) {
            case 0 -> line.reset();
            case 1 -> line.json(500, "{\"error\":{\"message\":\"broken\"}}");
            case 2 -> {
                line.events();
                line.chunk(side.events().getFirst());
                line.reset();
            }
            default -> side.play(request, line);
        }
    }

    private void storm(int port) throws InterruptedException {
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                free.acquire();
                int number = i;
                clients.execute(() -> {
                    try {
                        call(port, number);
                    } catch (IOException e) {
                        failures.incrementAndGet();
                    } finally {
                        free.release();
                    }
                });
            }
        }
    }

    private void call(int port, int number) throws IOException {
        Random random = new Random(number);
        Side side = Side.values()[number % 4];
        boolean stream = random.nextBoolean();
        String body = side.body(stream);
        // Spaces decide what the provider does.
        String padded = body.substring(0, body.length() - 1) + " ".repeat(random.nextInt(14)) + "}";
        try (RawClient client = new RawClient(port)) {
            switch (random.nextInt(10)) {
                case 0 -> {}
                case 1 -> client.reset();
                case 2 -> client.send("GARBAGE\r\n\r\n");
                case 3 -> client.request("POST", side.path(stream), "Content-Length: 100");
                case 4 -> client.post(side.path(stream), padded);
                case 5 -> {
                    client.post(side.path(stream), padded);
                    LockSupport.parkNanos(random.nextInt(5_000_000));
                    client.reset();
                }
                default -> answered(client.post(side.path(stream), padded));
            }
        }
    }

    private void answered(RawClient client) throws IOException {
        RawClient.Head head = client.head();
        assertThat(client.text(head)).isNotEmpty();
        answers.incrementAndGet();
    }
}
