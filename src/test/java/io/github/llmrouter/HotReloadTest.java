package io.github.llmrouter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Standing;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed configuration is taken over while requests are under way. */
class HotReloadTest {

    private static final String ADMIN = "admin-key-1";

    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));

    @AfterEach
    void stop() {
        upstream.close();
    }

    private String config(String model, String more) {
        return """
            model_list:
              - {model_name: m, llm_params: {api_type: openai, model: "%s", api_base: "%s/v1", api_key: k%s}}
            access: {keys: [client-key], admin_keys: [%s]}
            """.formatted(model, upstream.base(), more, ADMIN);
    }

    private static HttpResponse<String> ask(RunningRouter router) {
        return router.post("/v1/chat/completions", Side.OPENAI.body(false), "x-api-key", "client-key");
    }

    private static String answeredBy(RunningRouter router) {
        return ask(router).headers().firstValue("x-llm-router-model").orElse("nobody");
    }

    private static Duration until(RunningRouter router, String model) {
        long begun = System.nanoTime();
        while (!answeredBy(router).equals(model)) {
            assertThat(System.nanoTime() - begun)
                    .isLessThan(Duration.ofSeconds(20).toNanos());
            LockSupport.parkNanos(10_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void aSaveTakesEffectSoon() {
        try (RunningRouter router = new RunningRouter(config("one", ""))) {
            assertThat(answeredBy(router)).isEqualTo("one");
            router.save(config("two", ""));
            // A second is promised; a busy machine gets half of one more.
            assertThat(until(router, "two")).isLessThan(Duration.ofMillis(1500));
        }
    }

    @Test
    void aBrokenSaveChangesNothing() {
        try (Logs logs = new Logs();
                RunningRouter router = new RunningRouter(config("one", ""))) {
            router.save(config("two", ", nonsense: 1") + "nonsense: 2\n");
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!logs.text().contains("not taken over")) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(logs.text()).contains(":2:", ":4:");
            assertThat(answeredBy(router)).isEqualTo("one");
            assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
            router.save(config("three", ""));
            until(router, "three");
        }
    }

    @Test
    void aBrokenStartIsMendedByASave() {
        try (RunningRouter router = new RunningRouter("nonsense: 1\n")) {
            assertThat(router.get("/health/ready").statusCode()).isEqualTo(503);
            router.save(config("one", ""));
            until(router, "one");
            assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void operatorsReloadAtOnce() throws IOException {
        try (RunningRouter router = new RunningRouter(config("one", ""))) {
            Files.writeString(router.config(), config("two", ""));
            assertThat(router.post("/admin/reload", "").statusCode()).isIn(401, 403);
            assertThat(router.post("/admin/reload", "", "x-api-key", "client-key")
                            .statusCode())
                    .isIn(401, 403);
            assertThat(router.post("/admin/reload", "", "authorization", "Bearer " + ADMIN)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(answeredBy(router)).isEqualTo("two");
            Files.writeString(router.config(), config("three", ", nonsense: 1"));
            HttpResponse<String> refused = router.post("/admin/reload", "", "x-api-key", ADMIN);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("nonsense").doesNotContain(ADMIN, "client-key");
            assertThat(answeredBy(router)).isEqualTo("two");
        }
    }

    /** As orchestrators mount configuration: a link to a folder is swapped. */
    @Test
    void aSwappedLinkIsNoticed(@TempDir Path folder) throws IOException {
        for (String version : new String[] {"one", "two"}) {
            Files.writeString(
                    Files.createDirectory(folder.resolve(version)).resolve("router.yaml"), config(version, ""));
        }
        Path data = Files.createSymbolicLink(folder.resolve("data"), Path.of("one"));
        Path file = Files.createSymbolicLink(folder.resolve("router.yaml"), Path.of("data/router.yaml"));
        try (RunningRouter router = new RunningRouter(file, "/")) {
            assertThat(answeredBy(router)).isEqualTo("one");
            Path next = Files.createSymbolicLink(folder.resolve("next"), Path.of("two"));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            until(router, "two");
        }
    }

    @Test
    void whatWasLearnedOfUnchangedTargetsStays() throws Exception {
        try (RunningRouter router = new RunningRouter(config("one", ""))) {
            Standing standing = standing(router);
            try (Standing.Lease lease = standing.lease()) {
                lease.failed(Failure.of(Failure.Kind.TEMPORARY));
            }
            int factor = standing.factor();
            assertThat(factor).isLessThan(100);
            Files.writeString(router.config(), config("one", ", rewrite_header: {x-a: b}") + "# changed\n");
            router.router().reload();
            assertThat(standing(router)).isSameAs(standing);
            assertThat(standing(router).factor()).isGreaterThanOrEqualTo(factor).isLessThan(100);
            Files.writeString(router.config(), config("one", "").replace("api_key: k", "api_key: other"));
            router.router().reload();
            assertThat(standing(router).factor()).isEqualTo(100);
        }
    }

    private static Standing standing(RunningRouter router) {
        return router.router()
                .standings()
                .of(router.router().gateway().snapshot().router().targets().getFirst());
    }

    @Test
    void noStreamIsLostAcrossFiftyReloads() throws Exception {
        upstream.script((request, line) -> {
            line.events();
            for (String event : Side.OPENAI.events()) {
                line.chunk(event);
                line.pause(150);
            }
            line.end();
        });
        AtomicBoolean over = new AtomicBoolean();
        try (RunningRouter router = new RunningRouter(config("one", ""));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> streams = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                streams.add(clients.submit(() -> stream(router, over)));
            }
            try {
                for (int i = 0; i < 50; i++) {
                    // Every third reload also changes how connections are made, so that pools come and go.
                    String timeouts = "server: {timeouts: {connect: " + (5 + i / 3) + "s}}\n";
                    Files.writeString(router.config(), timeouts + config("model-" + i, ""));
                    router.router().reload();
                    LockSupport.parkNanos(60_000_000);
                }
            } finally {
                over.set(true);
            }
            int complete = 0;
            for (Future<Integer> one : streams) {
                complete += one.get();
            }
            assertThat(complete).isGreaterThanOrEqualTo(200);
            router.awaitSettled();
        }
    }

    /** How many streams came through whole, one after the other, until it is over. */
    private static int stream(RunningRouter router, AtomicBoolean over) throws IOException {
        int complete = 0;
        do {
            try (RawClient client = new RawClient(router.port())) {
                RawClient.Head head = client.post(
                                "/v1/chat/completions", Side.OPENAI.body(true), "X-Api-Key: client-key")
                        .head();
                assertThat(client.text(head)).isEqualTo(Side.OPENAI.stream());
                complete++;
            }
        } while (!over.get());
        return complete;
    }
}
