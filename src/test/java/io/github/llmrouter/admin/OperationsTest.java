package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see and do: usage, state, targets, metrics. */
class OperationsTest {

    private static final String[] ADMIN = {"authorization", "Bearer sk-admin-0123456789"};

    @TempDir
    private Path directory;

    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private RunningRouter router;

    @BeforeEach
    void start() {
        router = new RunningRouter(config());
    }

    private String config() {
        return """
            server: {data_dir: "%2$s"}
            providers:
              - name: p
                api_type: openai
                api_base: "%1$s/v1"
                api_key: k
                limits: [{requests: 1000, window: month}]
                models: [{name: gpt-4o, price: {input: 1, output: 2}}, {name: unheard-of}]
            router_settings:
              model_groups:
                - {name: m, strategy: ordered, models: [{name: p/gpt-4o}, {name: p/unheard-of}]}
            access:
              keys: [{name: blue, key: sk-blue-0123456789, limits: [{requests: 100, window: month}]}]
              admin_keys: [sk-admin-0123456789]
            """.formatted(upstream.base(), directory);
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String model) {
        return router.post(
                "/v1/chat/completions", Side.OPENAI.body(model, false), "authorization", "Bearer sk-blue-0123456789");
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> answer = router.get(path, ADMIN);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Json.read(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void usageTellsWhoUsedWhatForHowMuch() {
        ask("m");
        ask("m");
        ask("p/unheard-of");
        await().untilAsserted(() -> {
            JsonNode rows = get("/admin/usage?by=day,caller,group,model").path("rows");
            assertThat(rows).hasSize(2);
            assertThat(rows.path(0).path("group").asText()).isEmpty();
            assertThat(rows.path(0).path("unpriced").asInt()).isEqualTo(1);
            assertThat(rows.path(1).path("caller").asText()).isEqualTo("blue");
            assertThat(rows.path(1).path("requests").asInt()).isEqualTo(2);
            assertThat(rows.path(1).path("input_tokens").asInt()).isEqualTo(6);
            assertThat(rows.path(1).path("cost").asText()).isEqualTo("0.000014");
        });
        JsonNode page = get("/admin/usage?by=model&limit=1");
        JsonNode next =
                get("/admin/usage?by=model&limit=1&after=" + page.path("next").asText());
        assertThat(page.path("rows").path(0).path("model").asText()).isEqualTo("gpt-4o");
        assertThat(next.path("rows").path(0).path("model").asText()).isEqualTo("unheard-of");
        HttpResponse<String> csv = router.get("/admin/usage?by=model&model=gpt-4o&format=csv", ADMIN);
        assertThat(csv.headers().firstValue("content-type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body().lines())
                .containsExactly(
                        "model,requests,attempts,failures,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens,"
                            + "reasoning_tokens,estimated,unpriced,cost",
                        "gpt-4o,2,2,0,6,0,0,4,0,0,0,0.000014");
    }

    @Test
    void wrongQuestionsAreExplained() {
        for (String query : new String[] {"by=colour", "from=yesterday", "by=day&after=WyJhIiwiYiJd", "limit=x"}) {
            assertThat(router.get("/admin/usage?" + query, ADMIN).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aTargetCanBeSwitchedOffAndWeighed() {
        String id = get("/admin/state").path("targets").path(0).path("id").asText();
        String target = "/admin/targets/" + id;
        assertThat(id).startsWith("p/").endsWith("/gpt-4o");
        assertThat(model()).isEqualTo("gpt-4o");
        assertThat(router.post(target, "{\"action\":\"disable\"}", ADMIN).statusCode())
                .isEqualTo(200);
        assertThat(model()).isEqualTo("unheard-of");
        router.save(config() + "# reloaded");
        assertThat(get("/admin/state").path("targets").path(0).path("disabled").asBoolean())
                .isTrue();
        assertThat(ask("p/gpt-4o").statusCode()).isEqualTo(503);
        router.post(target, "{\"action\":\"enable\"}", ADMIN);
        assertThat(model()).isEqualTo("gpt-4o");
        router.post(target, "{\"action\":\"weight\",\"weight\":0}", ADMIN);
        assertThat(router.post(target, "{\"action\":\"explode\"}", ADMIN).statusCode())
                .isEqualTo(400);
        assertThat(router.post("/admin/targets/none", "{\"action\":\"reset\"}", ADMIN)
                        .statusCode())
                .isEqualTo(404);
        assertThat(router.post(target, "{\"action\":\"reset\"}").statusCode()).isEqualTo(401);
    }

    private String model() {
        return ask("m").headers().firstValue("x-llm-router-model").orElseThrow();
    }

    @Test
    void theStateTellsWhatWentWrong() {
        upstream.script((request, line) -> line.json(401, "{\"error\":{\"message\":\"no such key\",\"type\":\"x\"}}"));
        ask("p/gpt-4o");
        JsonNode target = get("/admin/state").path("targets").path(0);
        assertThat(target.path("last_error").path("kind").asText()).isEqualTo("auth");
        assertThat(target.path("last_error").path("message").asText()).isEqualTo("no such key");
        assertThat(target.path("aside_until").asText()).isNotEmpty();
        assertThat(target.path("buckets").path(0).path("used").asText()).isEqualTo("1");
    }

    @Test
    void limitsGoOnWhereTheLastRunStopped() {
        ask("m");
        ask("m");
        router.close();
        router = new RunningRouter(config());
        JsonNode state = get("/admin/state");
        assertThat(state.path("callers")
                        .path(0)
                        .path("buckets")
                        .path(0)
                        .path("used")
                        .asText())
                .isEqualTo("2");
        assertThat(state.path("targets")
                        .path(0)
                        .path("buckets")
                        .path(0)
                        .path("used")
                        .asText())
                .isEqualTo("2");
        assertThat(state.path("targets").path(0).path("tokens_used").asLong()).isEqualTo(10);
    }

    @Test
    void metricsAreGuardedAndComplete() {
        ask("m");
        assertThat(router.get("/metrics").statusCode()).isEqualTo(401);
        HttpResponse<String> answer = router.get("/metrics", ADMIN);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.body())
                .contains(
                        "llm_router_requests_total{group=\"m\",model=\"gpt-4o\",outcome=\"answered\",provider=\"p\"}"
                                + " 1.0",
                        "kind=\"input\"",
                        "llm_router_cost_dollars_total",
                        "llm_router_duration_seconds_bucket",
                        "llm_router_first_content_seconds_count",
                        "llm_router_overhead_seconds_bucket",
                        "llm_router_target_health",
                        "llm_router_bucket_used{bucket=",
                        "llm_router_connections_idle",
                        "llm_router_selector_failures 0.0");
        router.save(config().replace("server: {", "server: {open_metrics: true, "));
        await().until(() -> router.get("/metrics").statusCode() == 200);
    }
}
