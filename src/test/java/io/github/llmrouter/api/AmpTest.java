package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Amp's paths and mappings, the address for all dialects, and efforts in headers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AmpTest {

    private static final String ROUTES = """
        router_settings:
          default_model: m
          debug_headers: true
          model_groups:
            - {name: byagentmode, models: [{name: m}]}
            - {name: bymode, models: [{name: m}]}
            - {name: byagent, models: [{name: m}]}
            - {name: byapp, models: [{name: m}]}
            - {name: bymodel, models: [{name: m}]}
            - {name: byprovider, models: [{name: m}]}
            - {name: byfallback, models: [{name: m}]}
          amp_routing:
            agent_modes: {Review: {Deep: byagentmode}}
            modes: {deep: bymode}
            agents: {review: byagent}
            applications: {cli execute mode: byapp}
            models: {Claude-X: bymodel, google/gemini-y: byprovider}
            fallback: byfallback
            capture: true
        """;

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()) + ROUTES);

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpResponse<String> chat(String path, String more, String... headers) {
        return router.post(
                path, "{\"messages\":[{\"role\":\"user\",\"content\":\"secret words\"}]" + more + "}", headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mode\":\"deep\",\"agent\":\"review\"} | claude-x | cli execute mode | agent-mode | byagentmode",
                "{\"agentMode\":\"DEEP\",\"agentType\":\"other\"} | claude-x | cli execute mode | mode | bymode",
                "{\"metadata\":{\"agent\":\"review\"}} | claude-x | cli execute mode | agent | byagent",
                "{\"mode\":\"nonsense\"} | claude-x | CLI Execute Mode | application | byapp",
                "{} | CLAUDE-X | other | model | bymodel",
                "{} | gemini-y | other | provider-model | byprovider",
                "{} | a | other | fallback | byfallback",
            })
    void theFirstMappingThatMatchesCounts(String said, String model, String application, String by, String ref) {
        String more = said.equals("{}") ? "" : "," + said.substring(1, said.length() - 1);

        HttpResponse<String> answer = chat(
                "/api/provider/google/v1/chat/completions",
                ",\"model\":\"" + model + "\"" + more,
                "x-amp-client-application",
                application);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-llm-router-amp-matched-by")).isEqualTo(by);
        assertThat(header(answer, "x-llm-router-amp-matched-ref")).isEqualTo(ref);
        assertThat(header(answer, "x-llm-router-amp-requested-model")).isEqualTo(model);
        assertThat(header(answer, "x-llm-router-route-ref")).isEqualTo(ref);
        assertThat(header(answer, "x-llm-router-selected-candidate")).isEqualTo("m");
        assertThat(logs.text()).contains("amp_capture").doesNotContain("secret words");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyDialectHasAmpsPathsWholeAndStreamed(Side side) {
        String path = "/api/provider/x" + side.path("claude-x", false);
        String streamPath = "/api/provider/x" + side.path("claude-x", true);

        assertThat(router.post(path, side.body("claude-x", false)).body()).contains("hello");
        HttpResponse<String> stream = router.post(streamPath, side.body("claude-x", true));
        assertThat(stream.body()).contains("hel").contains(side == Side.GEMINI ? "candidates" : "data:");
        assertThat(header(stream, "x-llm-router-amp-matched-by")).isEqualTo("model");
    }

    @Test
    void googlesPublisherPathIsGeminis() {
        HttpResponse<String> answer = router.post(
                "/api/provider/google/v1beta1/publishers/google/models/gemini-y:streamGenerateContent?alt=sse",
                Side.GEMINI.body(true));

        assertThat(answer.body()).contains("\"candidates\"").contains("hel");
        assertThat(header(answer, "x-llm-router-amp-matched-ref")).isEqualTo("byprovider");
    }

    @Test
    void aNameThatHoldsAmpIsNotAmp() {
        HttpResponse<String> answer = chat("/v1/chat/completions", ",\"model\":\"m\"", "user-agent", "example-sdk/1.0");

        assertThat(header(answer, "x-llm-router-amp-detected")).isEmpty();
        assertThat(header(answer, "x-llm-router-requested-model")).isEqualTo("m");
        assertThat(header(answer, "x-llm-router-route-type")).isEqualTo("direct");
    }

    @Test
    void ampsOwnHeaderOnAnotherPathIsAmp() {
        HttpResponse<String> answer = chat(
                "/v1/chat/completions", ",\"model\":\"claude-x\"", "x-amp-client-type", "cli", "x-amp-mode", "deep");

        assertThat(header(answer, "x-llm-router-amp-matched-ref")).isEqualTo("bymode");
    }

    @Test
    void ampsServerIsAnswered() throws IOException {
        String rpc = router.post("/api/internal", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"getUserInfo\"}")
                .body();
        assertThat(Json.read(rpc).path("id").asInt()).isEqualTo(7);
        assertThat(Json.read(rpc).at("/result/authenticated").asBoolean()).isTrue();
        assertThat(router.post("/api/internal?getUserFreeTierStatus", "{}").body())
                .contains("\"ok\":true", "\"canUseAmpFree\":false");
        assertThat(router.post(
                                "/api/internal",
                                "{\"method\":\"uploadThread\",\"params\":{\"thread\":{\"id\":\"T-1\",\"v\":3}}}")
                        .body())
                .contains("\"threadId\":\"T-1\"", "\"version\":3");
        assertThat(router.get("/api/internal").body()).contains("llm-router-local");
    }

    @ParameterizedTest
    @CsvSource({"/", "/v1", "/route", "/router"})
    void oneAddressTakesAllDialects(String path) {
        assertThat(router.post(path, Side.OPENAI.body(false)).body()).isEqualTo(Side.OPENAI.answer());
        assertThat(router.post(path, Side.RESPONSES.body(false)).body()).isEqualTo(Side.RESPONSES.answer());
        assertThat(router.post(path, Side.ANTHROPIC.body(false), "anthropic-version", "2023-06-01")
                        .body())
                .isEqualTo(Side.ANTHROPIC.answer());
        assertThat(router.post(
                                path,
                                "{\"model\":\"g\"," + Side.GEMINI.body(false).substring(1))
                        .body())
                .isEqualTo(Side.GEMINI.answer());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[],\"system\":\"s\"} | anthropic",
                "{\"messages\":[],\"tools\":[{\"name\":\"f\",\"input_schema\":{}}]} | anthropic",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"}]}]} | anthropic",
                "{\"messages\":[],\"max_completion_tokens\":3} | openai",
                "{\"messages\":[{\"role\":\"tool\"}]} | openai",
                "{\"messages\":[]} | openai",
                "{\"input\":\"x\"} | openai-responses",
                "{\"contents\":[]} | gemini",
            })
    void theBodyTellsItsDialect(String body, String dialect) throws IOException {
        assertThat(Detection.of(false, Json.read(body))).isEqualTo(dialect);
    }

    @Test
    void anEffortInAHeaderCountsUnlessTheBodyHasOne() throws IOException {
        chat("/v1/chat/completions", ",\"model\":\"m\"", "x-claude-code-reasoning-effort", "high");
        assertThat(last().path("reasoning_effort").asText()).isEqualTo("high");
        chat("/v1/chat/completions", ",\"model\":\"m\",\"reasoning_effort\":\"low\"", "reasoning-effort", "high");
        assertThat(last().path("reasoning_effort").asText()).isEqualTo("low");
    }

    private com.fasterxml.jackson.databind.JsonNode last() throws IOException {
        return Json.read(upstream.requests().stream().toList().getLast().body());
    }
}
