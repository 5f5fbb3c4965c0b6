package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where prices, capabilities and context sizes come from, in which order, and what a decision may cost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolTest {

    private static final String DECISION = """
        {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\\"target_model\\":\\"relay/told\\"}"}}],
         "usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}\
        """;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
        if (request.path().endsWith("/models")) {
            line.json(200, """
                {"data":[
                 {"id":"up-set","pricing":{"input":9,"output":9},"capabilities":{"image_input":true},"context_length":64000},
                 {"id":"up-told","pricing":{"prompt":"0.000002","completion":"0.000004"},"capabilities":{"vision":false}},
                 {"id":"gpt-5-nano"},{"id":"up-heuristic"},{"id":"up-embed-1"}]}\
                """);
        } else if (request.text().contains("candidate_model_details")) {
            line.json(200, DECISION);
        } else {
            Side.OPENAI.play(request, line);
        }
    });

    private final RunningRouter router = new RunningRouter("""
        providers:
          - name: relay
            api_type: openai
            api_base: "%s/v1"
            api_key: k
            models:
              - {name: set, model: up-set, price: {input: 1, output: 2}, capabilities: {vision: false}}
              - {name: told, model: up-told}
        router_settings:
          virtual_models:
            - {name: auto, candidates: [relay/set, relay/told], discover: relay, router_model: relay/set, cache: 0s, limits: [{requests: 2, window: day}]}
        """.formatted(upstream.base()));

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    @Test
    void theOperatorsWordGoesBeforeTheProvidersTheTablesAndTheNames() throws IOException {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!router.get("/v1/models").body().contains("up-heuristic")) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
        router.post(
                "/v1/chat/completions", "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        JsonNode question = Json.read(Json.read(upstream.requests().stream()
                        .filter(request -> request.text().contains("candidate_model_details"))
                        .findFirst()
                        .orElseThrow()
                        .body())
                .at("/messages/1/content")
                .textValue());
        JsonNode details = question.path("candidate_model_details");

        JsonNode set = named(details, "relay/set");
        assertThat(set.at("/price/output_usd_per_1m_tokens").asDouble()).isEqualTo(2);
        assertThat(set.at("/capabilities/supports_vision").asBoolean(true)).isFalse();
        assertThat(set.path("context_window").asInt()).isEqualTo(64000);
        JsonNode told = named(details, "relay/told");
        assertThat(told.at("/price/input_usd_per_1m_tokens").asDouble()).isEqualTo(2);
        assertThat(told.at("/capabilities/supports_vision").asBoolean(true)).isFalse();
        assertThat(named(details, "gpt-5-nano")
                        .at("/price/input_usd_per_1m_tokens")
                        .asDouble())
                .isEqualTo(0.05);
        JsonNode heuristic = named(details, "up-heuristic");
        assertThat(heuristic.path("price").isNull()).isTrue();
        assertThat(heuristic.at("/capabilities/supports_vision").asBoolean()).isTrue();
        assertThat(question.path("candidate_models").toString()).doesNotContain("embed");

        // The third decision would be over the budget: rules decide, and the request is answered.
        for (int i = 0; i < 2; i++) {
            assertThat(router.post(
                                    "/v1/chat/completions",
                                    "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"again\"}]}")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(upstream.requests().stream()
                        .filter(request -> request.text().contains("candidate_model_details"))
                        .count())
                .isEqualTo(2);
    }

    private static JsonNode named(JsonNode details, String id) {
        for (JsonNode each : details) {
            if (each.path("id").asText().equals(id)) {
                return each;
            }
        }
        throw new AssertionError(id + " is not in " + details);
    }
}
