package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What Claude Code writes for the newest model reaches an older one, or another vendor's, without what those refuse. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FittingTest {

    private static final String BETAS =
            "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,effort-2025-11-24";

    private static final String REQUEST = """
        {"model":"%s","max_tokens":32000,"stream":false,"temperature":0.50,
         "thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"},
         "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
         "system":[{"type":"text","text":"Be brief."}],
         "messages":[{"role":"user","content":"hi"},{"role":"system","content":"Today is Monday."}],
         "nobody_knows":{"this":1.50}}\
        """;

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final RunningRouter router = new RunningRouter("""
        model_list:
          - {model_name: new, llm_params: {api_type: anthropic, model: claude-opus-4-9, api_base: "%1$s", api_key: k}}
          - {model_name: old, llm_params: {api_type: anthropic, model: claude-haiku-4-5, api_base: "%1$s", api_key: k}}
          - {model_name: own, llm_params: {api_type: anthropic, model: up, api_base: "%1$s", api_key: k}}
          - {model_name: poor, llm_params: {api_type: anthropic, model: up, api_base: "%1$s", api_key: k, quirks: {betas: interleaved-thinking-2025-05-14, refused_fields: "context_management, output_config"}}}
        router_settings:
          strategy: ordered
          model_groups: [{name: group, models: [{name: old}]}]
        """.formatted(upstream.base()));

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
    }

    private HttpResponse<String> ask(String model, String... more) {
        return ask("claude-cli/2.1.197 (external, cli)", model, more);
    }

    private HttpResponse<String> ask(String agent, String model, String[] more) {
        String[] headers = new String[more.length + 6];
        System.arraycopy(more, 0, headers, 0, more.length);
        headers[more.length] = "anthropic-version";
        headers[more.length + 1] = "2023-06-01";
        headers[more.length + 2] = "anthropic-beta";
        headers[more.length + 3] = BETAS;
        headers[more.length + 4] = "user-agent";
        headers[more.length + 5] = agent;
        return router.post("/v1/messages?beta=true", REQUEST.formatted(model), headers);
    }

    private ScriptedUpstream.Request last() {
        return upstream.requests().stream().toList().getLast();
    }

    private JsonNode body() throws IOException {
        return Json.read(last().body());
    }

    private static String dropped(HttpResponse<?> answer) {
        return answer.headers().firstValue("x-llm-router-dropped").orElse("");
    }

    @Test
    void whoNamesTheModelItselfKnowsIt() {
        ask("my-program/1", "old", new String[0]);
        assertThat(last().text()).isEqualTo(REQUEST.formatted("claude-haiku-4-5"));

        HttpResponse<String> chosen = ask("my-program/1", "group", new String[0]);
        assertThat(last().text()).isNotEqualTo(REQUEST.formatted("claude-haiku-4-5"));
        assertThat(dropped(chosen)).isNotEmpty();
    }

    @Test
    void whoTakesEverythingGetsEveryByte() {
        HttpResponse<String> answer = ask("own");

        assertThat(last().text()).isEqualTo(REQUEST.formatted("up"));
        assertThat(last().headers().get("anthropic-beta")).isEqualTo(BETAS);
        assertThat(dropped(answer)).isEmpty();
    }

    @Test
    void anOlderModelThinksByBudgetAndReadsRemindersAsTheUsers() throws IOException {
        HttpResponse<String> answer = ask("old");

        assertThat(body().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(body().at("/thinking/budget_tokens").asInt()).isBetween(1024, 31999);
        assertThat(body().has("output_config")).isFalse();
        assertThat(body().at("/messages/1/role").asText()).isEqualTo("user");
        assertThat(body().at("/messages/1/content/0/text").asText())
                .isEqualTo("<system-reminder>\nToday is Monday.\n</system-reminder>");
        assertThat(last().text()).contains("\"nobody_knows\":{\"this\":1.50}", "\"temperature\":0.50");
        assertThat(body().has("context_management")).isTrue();
        assertThat(dropped(answer))
                .contains("anthropic>anthropic", "output_config.effort", "thinking.type(adaptive>enabled)");
        assertThat(logs.text()).contains("output_config.effort");
    }

    @Test
    void aModelThatSamplesItsOwnWayIsNotToldHow() throws IOException {
        HttpResponse<String> answer = ask("new");

        assertThat(body().has("temperature")).isFalse();
        assertThat(body().at("/thinking/type").asText()).isEqualTo("adaptive");
        assertThat(body().at("/output_config/effort").asText()).isEqualTo("xhigh");
        assertThat(body().at("/messages/1/role").asText()).isEqualTo("system");
        assertThat(dropped(answer)).contains("dropped=temperature");
    }

    @Test
    void theOperatorSaysWhatAProviderRefuses() throws IOException {
        HttpResponse<String> answer = ask("poor");

        assertThat(body().has("context_management")).isFalse();
        assertThat(body().has("output_config")).isFalse();
        assertThat(last().headers().get("anthropic-beta")).isEqualTo("interleaved-thinking-2025-05-14");
        assertThat(dropped(answer))
                .contains("anthropic-beta:effort-2025-11-24", "anthropic-beta:claude-code-20250219", "output_config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"old", "poor", "new"})
    void whoWantsItStrictIsPassedOnAsItIs(String model) {
        HttpResponse<String> answer = ask(model, "x-llm-router-strict", "true");

        assertThat(last().text()).contains("\"effort\":\"xhigh\"", "\"temperature\":0.50", "clear_thinking");
        assertThat(last().headers().get("anthropic-beta")).isEqualTo(BETAS);
        assertThat(dropped(answer)).isEmpty();
    }

    @Test
    void aReminderAfterAToolCallWaitsForTheResult() throws IOException {
        router.post("/v1/messages", """
            {"model":"old","max_tokens":99,"messages":[{"role":"user","content":"hi"},
             {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},
             {"role":"system","content":[{"type":"text","text":"Hurry."}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"42"}]}]}\
            """, "user-agent", "claude-cli/2.1.197 (external, cli)");

        assertThat(body().path("messages").size()).isEqualTo(3);
        assertThat(body().at("/messages/2/content/0/type").asText()).isEqualTo("tool_result");
        assertThat(body().at("/messages/2/content/1/text").asText()).contains("Hurry.");
    }
}
