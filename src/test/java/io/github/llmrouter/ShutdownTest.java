package io.github.llmrouter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.wire.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application is undeployed, or the process told to end, while answers are under way. */
class ShutdownTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ScriptedUpstream upstream = new ScriptedUpstream(null);

    @AfterEach
    void stop() {
        over.countDown();
        upstream.close();
    }

    private static String begun(Side side) {
        return side.stream()
                .substring(0, side.stream().indexOf("data:", side.stream().indexOf("\"hel")));
    }

    private static String grace(String time) {
        return "server: {grace: " + time + "}\n";
    }

    /** A client that has read the beginning of its answer. */
    private record Open(Side side, RawClient client, InputStream body) {

        String rest() throws Exception {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Open> open(RunningRouter router) throws Exception {
        List<Open> streams = new ArrayList<>();
        for (Side side : Side.values()) {
            RawClient client = new RawClient(router.port());
            RawClient.Head head = client.post(side.path(true), side.body(true)).head();
            InputStream body = client.body(head);
            RawClient.until(body, "\"hel");
            streams.add(new Open(side, client, body));
        }
        return streams;
    }

    @Test
    void openStreamsEndWithAnErrorAfterTheGracePeriod() throws Exception {
        upstream.script((request, line) -> {
            line.events();
            line.chunk(begun(Side.of(request)));
            line.await(over);
        });
        RunningRouter router = new RunningRouter(grace("300ms") + Side.models(upstream.base()));
        List<Open> streams = open(router);
        long begun = System.nanoTime();
        Thread undeploying = Thread.ofVirtual().start(router::undeploy);
        for (Open one : streams) {
            String rest = one.rest();
            String last = rest.substring(rest.lastIndexOf("data:") + 5).strip();
            assertThat(last).as(rest).contains("shutting down");
            assertThat(one.side == Side.RESPONSES || one.side.words(Json.read(last.getBytes())))
                    .as(rest)
                    .isTrue();
            assertThat(rest).doesNotContain("[DONE]", "message_stop", "response.completed");
            one.client.close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(3));
        undeploying.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        router.close();
        assertNoThreads();
    }

    @Test
    void streamsThatEndInTimeEndWell() throws Exception {
        upstream.script((request, line) -> {
            Side side = Side.of(request);
            line.events();
            line.chunk(begun(side));
            line.await(goOn);
            line.chunk(side.stream().substring(begun(side).length()));
            line.end();
        });
        RunningRouter router = new RunningRouter(grace("20s") + Side.models(upstream.base()));
        List<Open> streams = open(router);
        Thread undeploying = Thread.ofVirtual().start(router::undeploy);
        while (router.router() != null && router.router().notReady() == null) {
            LockSupport.parkNanos(1_000_000);
        }
        goOn.countDown();
        for (Open one : streams) {
            assertThat(one.rest()).endsWith(one.side.events().getLast());
            one.client.close();
        }
        assertThat(undeploying.join(Duration.ofSeconds(10))).isTrue();
        router.close();
        assertNoThreads();
    }

    @Test
    void whoeverWaitsForAWholeAnswerIsTold() throws Exception {
        CountDownLatch asked = new CountDownLatch(4);
        upstream.script((request, line) -> {
            asked.countDown();
            line.await(over);
        });
        RunningRouter router = new RunningRouter(grace("200ms") + Side.models(upstream.base()));
        List<RawClient> clients = new ArrayList<>();
        for (Side side : Side.values()) {
            clients.add(new RawClient(router.port()).post(side.path(false), side.body(false)));
        }
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        Thread undeploying = Thread.ofVirtual().start(router::undeploy);
        for (Side side : Side.values()) {
            RawClient client = clients.get(side.ordinal());
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(side == Side.ANTHROPIC ? 529 : 503);
            assertThat(side.words(Json.read(client.text(head).getBytes()))).isTrue();
            client.close();
        }
        assertThat(undeploying.join(Duration.ofSeconds(10))).isTrue();
        router.close();
    }

    @Test
    void whileItDrainsItIsNotReadyAndTakesNothingNew() throws Exception {
        upstream.script((request, line) -> {
            line.events();
            line.chunk(begun(Side.of(request)));
            line.await(goOn);
            line.chunk(
                    Side.of(request).stream().substring(begun(Side.of(request)).length()));
            line.end();
        });
        try (RunningRouter router = new RunningRouter(grace("1s") + Side.models(upstream.base()))) {
            List<Open> streams = open(router);
            LlmRouter inside = router.router();
            Thread draining = Thread.ofVirtual().start(() -> inside.drain(Duration.ofSeconds(20)));
            while (inside.notReady() == null) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
            assertThat(router.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(router.post("/v1/chat/completions", Side.OPENAI.body(false))
                            .statusCode())
                    .isEqualTo(503);
            goOn.countDown();
            for (Open one : streams) {
                assertThat(one.rest()).endsWith(one.side.events().getLast());
                one.client.close();
            }
            assertThat(draining.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    /** They may take a moment to notice. */
    private static void assertNoThreads() {
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (!ours().isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(ours()).isEmpty();
    }

    private static List<String> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("llm-router") || name.contains("idle-connection"))
                .toList();
    }
}
