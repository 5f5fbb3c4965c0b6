package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two targets for one request: heartbeats, failover after them, rivals, conversations. */
class RivalTest {

    private static final Map<Side, String> BEATS =
            Map.of(Side.OPENAI, ":", Side.RESPONSES, ":", Side.ANTHROPIC, "event: ping", Side.GEMINI, "\r\n");

    private final ScriptedUpstream one =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final ScriptedUpstream two =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final CountDownLatch over = new CountDownLatch(1);
    private RunningRouter router;

    @AfterEach
    void stop() {
        over.countDown();
        router.awaitSettled();
        router.close();
        one.close();
        two.close();
    }

    private void start(Side side, String group) {
        String root = switch (side) {
            case OPENAI, RESPONSES -> "/v1";
            case ANTHROPIC -> "";
            case GEMINI -> "/v1beta";
        };
        router = new RunningRouter("""
            server: {heartbeat: 150ms}
            model_list:
              - {model_name: one, llm_params: {api_type: %1$s, model: up1, api_base: "%2$s%4$s", api_key: k}}
              - {model_name: two, llm_params: {api_type: %1$s, model: up2, api_base: "%3$s%4$s", api_key: k}}
            router_settings:
              model_groups:
                - {name: %5$s, strategy: ordered, models: [{name: one}, {name: two}]%6$s}
            """.formatted(side.apiType(), one.base(), two.base(), root, side.model(), group));
    }

    private HttpResponse<InputStream> stream(Side side) {
        try {
            return router.client()
                    .send(
                            router.request(side.path(true))
                                    .POST(BodyPublishers.ofString(side.body(true)))
                                    .build(),
                            BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aSilentUpstreamIsBridgedByHeartbeatsAndStillReplaced(Side side) throws IOException {
        start(side, "");
        CountDownLatch beaten = new CountDownLatch(1);
        // Not even a status line comes, and then a reset.
        one.script((request, line) -> {
            line.await(beaten);
            line.reset();
        });
        HttpResponse<InputStream> answer = stream(side);
        assertThat(answer.statusCode()).isEqualTo(200);
        InputStream in = answer.body();
        byte[] first = in.readNBytes(BEATS.get(side).length());
        assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(BEATS.get(side));
        beaten.countDown();
        assertThat(unbeaten(side, new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                .endsWith(unbeaten(side, side.stream()));
        assertThat(two.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whenNobodyCouldAnswerAfterAHeartbeatTheStreamEndsWithAnError(Side side) throws IOException {
        start(side, "");
        CountDownLatch beaten = new CountDownLatch(1);
        one.script((request, line) -> {
            line.await(beaten);
            line.json(500, "{}");
        });
        two.script((request, line) -> line.json(401, "{}"));
        HttpResponse<InputStream> answer = stream(side);
        InputStream in = answer.body();
        in.readNBytes(1);
        beaten.countDown();
        String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(rest).contains("error").doesNotContain("[DONE]");
    }

    @Test
    void aLateTargetGetsARivalAndTheLoserIsAborted() {
        start(Side.OPENAI, ", hedge_after: 100ms");
        CountDownLatch aborted = new CountDownLatch(1);
        one.script((request, line) -> {
            line.awaitClose();
            aborted.countDown();
        });
        HttpResponse<String> answer = router.post(Side.OPENAI.path(false), Side.OPENAI.body(false));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-router-model")).hasValue("up2");
        assertThat(await(aborted)).isTrue();
        assertThat(unbeaten(Side.OPENAI, text(stream(Side.OPENAI)))).isEqualTo(Side.OPENAI.stream());
    }

    @Test
    void anEarlyTargetGetsNoRival() {
        start(Side.OPENAI, ", hedge_after: 10s");
        assertThat(router.post(Side.OPENAI.path(false), Side.OPENAI.body(false))
                        .headers()
                        .firstValue("x-llm-router-model"))
                .hasValue("up1");
        assertThat(two.requests()).isEmpty();
    }

    @Test
    void theFirstMayStillWinTheRace() {
        start(Side.OPENAI, ", hedge_after: 100ms");
        CountDownLatch asked = new CountDownLatch(1);
        one.script((request, line) -> {
            line.await(asked);
            Side.OPENAI.play(request, line);
        });
        two.script((request, line) -> {
            asked.countDown();
            line.awaitClose();
        });
        assertThat(unbeaten(Side.OPENAI, text(stream(Side.OPENAI)))).isEqualTo(Side.OPENAI.stream());
        assertThat(two.requests()).hasSize(1);
    }

    @Test
    void bothMayFail() {
        start(Side.OPENAI, ", hedge_after: 100ms");
        CountDownLatch asked = new CountDownLatch(1);
        one.script((request, line) -> {
            line.await(asked);
            line.json(404, "{\"error\":{\"message\":\"none\",\"type\":\"x\"}}");
        });
        two.script((request, line) -> {
            asked.countDown();
            line.json(429, "{\"error\":{\"message\":\"slow\",\"type\":\"x\"}}");
        });
        assertThat(router.post(Side.OPENAI.path(false), Side.OPENAI.body(false)).statusCode())
                .isEqualTo(429);
    }

    @Test
    void aConversationStaysWhereItWasAnsweredAlsoAfterAFailover() throws IOException {
        start(Side.OPENAI, ", affinity: 10m");
        AtomicInteger failures = new AtomicInteger(1);
        ScriptedUpstream.Script script = (request, line) -> {
            if (failures.getAndDecrement() > 0) {
                line.json(429, "{}", "retry-after: 1");
            } else {
                Side.OPENAI.play(request, line);
            }
        };
        one.script(script);
        two.script(script);
        String body = "{\"model\":\"m\",\"prompt_cache_key\":\"conversation\",\"messages\":[]}";
        String first = model(body);
        for (int i = 0; i < 5; i++) {
            assertThat(model(body)).isEqualTo(first);
        }
        assertThat(one.requests().size() + two.requests().size()).isEqualTo(7);
        assertThat(Json.read(body).path("model").asText()).isEqualTo("m");
    }

    @Test
    void aConversationThatIsTooLongGoesToTheLargerModel() {
        router = new RunningRouter("""
            model_list:
              - {model_name: one, llm_params: {api_type: openai, model: up1, api_base: "%1$s/v1", api_key: k, context_window: 8000}}
              - {model_name: two, llm_params: {api_type: openai, model: up2, api_base: "%2$s/v1", api_key: k, context_window: 128000}}
            router_settings:
              model_groups:
                - {name: m, strategy: ordered, models: [{name: one}, {name: two}]}
            """.formatted(one.base(), two.base()));
        one.script((request, line) -> line.json(
                400,
                "{\"error\":{\"message\":\"maximum context length is 8000"
                        + " tokens\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}"));
        assertThat(model(Side.OPENAI.body(false))).isEqualTo("up2");
    }

    @Test
    void whereAllAreSetAsideOneIsTriedAndTheClientIsToldWhenToComeBack() {
        start(Side.OPENAI, "");
        one.script((request, line) -> line.json(429, "{}", "retry-after: 100"));
        two.script((request, line) -> line.json(503, "{}", "retry-after: 30"));
        assertThat(router.post(Side.OPENAI.path(false), Side.OPENAI.body(false)).statusCode())
                .isEqualTo(503);
        int before = one.requests().size();
        HttpResponse<String> refused = router.post(Side.OPENAI.path(false), Side.OPENAI.body(false));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Long.parseLong(refused.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(25L, 30L);
        assertThat(one.requests()).hasSize(before);
    }

    private String model(String body) {
        return router.post(Side.OPENAI.path(false), body)
                .headers()
                .firstValue("x-llm-router-model")
                .orElseThrow();
    }

    /** On a busy machine there may be heartbeats between any two events. */
    private static String unbeaten(Side side, String stream) {
        byte[] beat = LlmRouter.DIALECTS.of(side.apiType()).heartbeat(Framing.SSE);
        return stream.replace(new String(beat, StandardCharsets.UTF_8), "");
    }

    private static String text(HttpResponse<InputStream> answer) {
        try {
            return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
