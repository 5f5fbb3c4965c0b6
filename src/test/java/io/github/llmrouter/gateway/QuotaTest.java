package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Level;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private RunningRouter router;

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    private void start(String limits) {
        router = new RunningRouter(Side.models(upstream.base()) + """
            access:
              keys:
                - {name: blue, key: sk-blue-0123456789, limits: [%s]}
            """.formatted(limits));
    }

    private HttpResponse<String> ask(Side side) {
        return router.post(side.path(false), side.body(false), "authorization", "Bearer sk-blue-0123456789");
    }

    private Level level() {
        var limits = router.router().access().check(List.of("sk-blue-0123456789"));
        var caller = ((io.github.llmrouter.access.Verdict.Known) limits).caller();
        return router.router()
                .standings()
                .quotas()
                .levels(Bucket.of("caller/blue", caller.limits()))
                .getFirst();
    }

    @Test
    void aBucketOfAHundredLetsExactlyAHundredPass() throws Exception {
        start("{requests: 100, window: month}");
        List<Future<Integer>> asked = new ArrayList<>();
        try (ExecutorService clients =
                Executors.newFixedThreadPool(400, Thread.ofVirtual().factory())) {
            for (int i = 0; i < 400; i++) {
                asked.add(clients.submit(() -> ask(Side.OPENAI).statusCode()));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> each : asked) {
            statuses.add(each.get());
        }
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(100);
        assertThat(statuses.stream().filter(status -> status == 429)).hasSize(300);
        assertThat(upstream.requests()).hasSize(100);
    }

    @Test
    void aTokenBucketOvershootsByNoMoreThanTheGuessesFellShort() throws Exception {
        // 5 tokens are used each time, and about 23 + 9 guessed.
        start("{tokens: 500, window: month}");
        List<Future<Integer>> asked = new ArrayList<>();
        try (ExecutorService clients =
                Executors.newFixedThreadPool(32, Thread.ofVirtual().factory())) {
            for (int i = 0; i < 300; i++) {
                asked.add(clients.submit(() -> ask(Side.ANTHROPIC).statusCode()));
            }
        }
        for (Future<Integer> each : asked) {
            assertThat(each.get()).isIn(200, 429);
        }
        // The last ones are settled just after their clients have the answer.
        await().untilAsserted(() -> assertThat(level().used().longValueExact())
                .isEqualTo(5L * upstream.requests().size())
                .isLessThanOrEqualTo(500));
    }

    /** Each answer is far longer than anybody could guess: only what was under way when the bucket filled goes beyond it. */
    @Test
    void aTokenBucketOvershootsByNoMoreThanWhatWasUnderWayWasUnderestimatedBy() throws Exception {
        int size = 100_000;
        int atOnce = 32;
        int used = 6000;
        start("{tokens: " + size + ", window: month}");
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        String answer = Side.OPENAI.answer().replace("\"completion_tokens\":2", "\"completion_tokens\":" + (used - 3));
        upstream.script((request, line) -> {
            seen.countDown();
            line.await(held);
            line.json(200, answer);
        });
        List<Future<Integer>> asked = new ArrayList<>();
        long guess;
        try (ExecutorService clients =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            asked.add(clients.submit(() -> ask(Side.OPENAI).statusCode()));
            seen.await();
            guess = level().used().longValueExact();
            held.countDown();
            for (int i = 0; i < 300; i++) {
                asked.add(clients.submit(() -> ask(Side.OPENAI).statusCode()));
            }
        }
        int passed = 0;
        for (Future<Integer> each : asked) {
            assertThat(each.get()).isIn(200, 429);
            passed += each.get() == 200 ? 1 : 0;
        }
        assertThat(guess).isBetween(1L, used / 2L);
        assertThat(passed).isEqualTo(upstream.requests().size());
        long whole = (long) used * passed;
        await().untilAsserted(() -> assertThat(level().used().longValueExact()).isEqualTo(whole));
        assertThat(whole).isBetween(size - guess, size + atOnce * (used - guess));
    }

    @Test
    void aFullBucketIsToldInTheWordsOfEachDialect() throws Exception {
        start("{requests: 4, window: month}");
        for (Side side : Side.values()) {
            assertThat(ask(side).statusCode()).isEqualTo(200);
        }
        for (Side side : Side.values()) {
            HttpResponse<String> refused = ask(side);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(side.words(io.github.llmrouter.wire.Json.read(refused.body())))
                    .isTrue();
            assertThat(Long.parseLong(
                            refused.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(1L, 31L * 86_400);
            switch (side) {
                case OPENAI, RESPONSES ->
                    assertThat(refused.headers().firstValue("x-ratelimit-remaining-requests"))
                            .hasValue("0");
                case ANTHROPIC -> {
                    assertThat(refused.headers().firstValue("anthropic-ratelimit-requests-limit"))
                            .hasValue("4");
                    assertThat(Instant.parse(refused.headers()
                                    .firstValue("anthropic-ratelimit-requests-reset")
                                    .orElseThrow()))
                            .isAfter(Instant.now());
                }
                case GEMINI -> assertThat(refused.body()).contains("RESOURCE_EXHAUSTED", "retryDelay");
            }
        }
    }

    @Test
    void whatFailedUpstreamIsNotCharged() {
        start("{requests: 5, window: month}");
        upstream.script((request, line) -> line.reset());
        assertThat(ask(Side.OPENAI).statusCode()).isEqualTo(502);
        assertThat(level().used().longValueExact()).isZero();
        upstream.script((request, line) -> line.json(400, "{\"error\":{\"message\":\"bad\",\"type\":\"x\"}}"));
        assertThat(ask(Side.OPENAI).statusCode()).isEqualTo(400);
        assertThat(level().used().longValueExact()).isEqualTo(1);
    }

    @Test
    void aTargetWithoutQuotaIsPassedOver() {
        router = new RunningRouter("""
            providers:
              - {name: one, api_type: openai, api_base: "%1$s/v1", api_key: k1, models: [x], limits: [{requests: 2, window: month}]}
              - {name: two, api_type: openai, api_base: "%1$s/v1", api_key: k2, models: [x], limits: [{requests: 1, window: month}]}
            router_settings:
              model_groups:
                - {name: m, strategy: ordered, models: [{name: one/x}, {name: two/x}]}
            """.formatted(upstream.base()));
        for (int i = 0; i < 3; i++) {
            assertThat(ask(Side.OPENAI).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = ask(Side.OPENAI);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(upstream.requests().stream().map(request -> request.headers().get("authorization")))
                .containsExactly("Bearer k1", "Bearer k1", "Bearer k2");
    }
}
