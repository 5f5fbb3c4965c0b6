package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a tracing agent gets to see, and what an upstream does. */
class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private SdkTracerProvider provider;
    private RunningRouter router;

    @BeforeEach
    void reset() {
        GlobalOpenTelemetry.resetForTest();
    }

    private void start(boolean agent) {
        if (agent) {
            provider = SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build();
            GlobalOpenTelemetry.set(
                    OpenTelemetrySdk.builder().setTracerProvider(provider).build());
        }
        router = new RunningRouter(Side.models(upstream.base()) + """
            router_settings:
              model_groups:
                - {name: two, strategy: ordered, models: [{name: m}, {name: a}]}
                - {name: raced, strategy: ordered, models: [{name: m}, {name: a}], hedge_after: 10ms}
            """);
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
        if (provider != null) {
            provider.close();
        }
        GlobalOpenTelemetry.resetForTest();
    }

    private void ask(Side side, String model, boolean stream, String... headers) {
        assertThat(router.post(side.path(model, stream), side.body(model, stream), headers)
                        .statusCode())
                .isEqualTo(200);
    }

    /** The call's own span last, as it ends. */
    private List<SpanData> spans(int count) {
        await().untilAsserted(() -> assertThat(exporter.getFinishedSpanItems()).hasSize(count));
        return exporter.getFinishedSpanItems();
    }

    private static Object value(SpanData span, String name) {
        return span.getAttributes().asMap().entrySet().stream()
                .filter(each -> each.getKey().getKey().equals(name))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, m, openai, stop",
        "RESPONSES, r, openai, completed",
        "ANTHROPIC, a, anthropic, end_turn",
        "GEMINI, g, gcp.gemini, STOP",
        "OPENAI, a, anthropic, stop",
        "ANTHROPIC, g, gcp.gemini, stop",
        "GEMINI, m, openai, stop"
    })
    void aStreamIsOneSpanInAnother(Side side, String model, String vendor, String reason) {
        start(true);
        ask(side, model, true);
        List<SpanData> spans = spans(2);
        SpanData attempt = spans.getFirst();
        SpanData call = spans.getLast();
        assertThat(call.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(call.getName()).isEqualTo("chat " + model);
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(attempt.getName()).isEqualTo("chat up");
        assertThat(value(attempt, "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(value(attempt, "gen_ai.provider.name")).isEqualTo(vendor);
        assertThat(value(attempt, "gen_ai.request.model")).isEqualTo("up");
        assertThat(value(attempt, "gen_ai.response.model")).isEqualTo("up");
        assertThat(value(attempt, "gen_ai.response.finish_reasons")).isEqualTo(List.of(reason));
        assertThat(attempt.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
                .isPositive();
        assertThat(value(attempt, "server.address")).isEqualTo("127.0.0.1");
        assertThat(value(attempt, "server.port")).isEqualTo((long) upstream.port());
        assertThat(value(attempt, "error.type")).isNull();
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aWholeAnswerToo(Side side) {
        start(true);
        ask(side, side.model(), false);
        SpanData attempt = spans(2).getFirst();
        assertThat(value(attempt, "gen_ai.response.model")).isEqualTo("up");
        assertThat(value(attempt, "gen_ai.response.finish_reasons")).isEqualTo(List.of("stop"));
        assertThat(value(attempt, "gen_ai.usage.input_tokens")).isEqualTo(3L);
        assertThat(value(attempt, "gen_ai.usage.output_tokens")).isEqualTo(2L);
    }

    @Test
    void theClientsTraceGoesOnUpstream() {
        start(true);
        ask(Side.OPENAI, "m", false, "traceparent", PARENT, "tracestate", "vendor=1", "baggage", "who=me");
        List<SpanData> spans = spans(2);
        assertThat(spans).allMatch(span -> span.getTraceId().equals(TRACE));
        assertThat(spans.getLast().getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(upstream.requests().peek().headers())
                .containsEntry(
                        "traceparent", "00-" + TRACE + "-" + spans.getFirst().getSpanId() + "-01")
                .containsEntry("tracestate", "vendor=1")
                .doesNotContainKey("baggage");
    }

    @ParameterizedTest
    @CsvSource({"m", "a"})
    void withoutAnAgentTheClientsHeadersPassAsTheyAre(String model) {
        start(false);
        ask(Side.OPENAI, model, true, "traceparent", PARENT, "tracestate", "vendor=1");
        assertThat(upstream.requests().peek().headers())
                .containsEntry("traceparent", PARENT)
                .containsEntry("tracestate", "vendor=1");
        assertThat(GlobalOpenTelemetry.isSet()).isFalse();
    }

    @Test
    void everyAttemptHasItsOwnSpanAndTheFailedOneSaysWhy() {
        start(true);
        upstream.script((request, line) -> {
            if (Side.of(request) == Side.OPENAI) {
                line.json(503, "{\"error\":{\"message\":\"overloaded\",\"type\":\"x\"}}");
            } else {
                Side.of(request).play(request, line);
            }
        });
        ask(Side.OPENAI, "two", false);
        List<SpanData> spans = spans(upstream.requests().size() + 1);
        SpanData failed = spans.getFirst();
        SpanData good = spans.get(spans.size() - 2);
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(value(failed, "error.type")).isEqualTo("overloaded");
        assertThat(value(failed, "http.response.status_code")).isEqualTo(503L);
        assertThat(value(good, "http.request.resend_count")).isEqualTo(spans.size() - 2L);
        assertThat(value(good, "error.type")).isNull();
        assertThat(spans.getLast().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void whatTheClientIsToldIsTheCallsError() {
        start(true);
        upstream.script((request, line) -> line.json(400, "{\"error\":{\"message\":\"bad\",\"type\":\"x\"}}"));
        assertThat(router.post("/v1/chat/completions", Side.OPENAI.body("m", false))
                        .statusCode())
                .isEqualTo(400);
        assertThat(router.post("/v1/chat/completions", Side.OPENAI.body("nobody", false))
                        .statusCode())
                .isEqualTo(404);
        List<SpanData> spans = spans(3);
        assertThat(spans).allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
        assertThat(spans).allMatch(span -> value(span, "error.type") != null);
    }

    @Test
    void theSecondOfARaceBelongsToTheSameCall() {
        start(true);
        upstream.script((request, line) -> {
            if (Side.of(request) == Side.OPENAI) {
                line.awaitClose();
            } else {
                Side.of(request).play(request, line);
            }
        });
        ask(Side.OPENAI, "raced", false);
        List<SpanData> spans = spans(3);
        SpanData call = spans.getLast();
        assertThat(spans.subList(0, 2)).allMatch(span -> span.getParentSpanId().equals(call.getSpanId()));
    }
}
