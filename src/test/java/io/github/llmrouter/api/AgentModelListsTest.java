package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Coding agents ask for the list of models in their own ways, as recorded from Codex 0.171 and Claude Code 2.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentModelListsTest {

    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base())
            + "  - {model_name: claude-x, context_window: 123456, llm_params: {api_type: openai, model: up, api_base:"
            + " \""
            + upstream.base() + "/v1\", api_key: k}}\n"
            + "access: {keys: [{name: all, key: k-all}, {name: few, key: k-few, models: [m]}]}\n");

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    private JsonNode list(String path, String key, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "authorization";
        all[headers.length + 1] = "Bearer " + key;
        return Json.read(router.get(path, all).body());
    }

    @Test
    void codexIsToldWhatItMustKnowOfEachModel() throws IOException {
        JsonNode list =
                list("/v1/models?client_version=0.171.0", "k-all", "user-agent", "codex_exec/0.171.0", "accept", "*/*");

        JsonNode models = list.path("models");
        assertThat(models.findValuesAsText("slug")).containsExactly("m", "r", "a", "g", "claude-x");
        JsonNode last = models.path(4);
        assertThat(last.path("context_window").asInt()).isEqualTo(123456);
        assertThat(last.path("display_name").asText()).isEqualTo("claude-x");
        assertThat(last.path("priority").asInt()).isEqualTo(4);
        assertThat(last.path("base_instructions").asText()).isNotBlank();
        assertThat(last.path("visibility").asText()).isEqualTo("list");
        assertThat(last.path("apply_patch_tool_type").asText()).isEqualTo("freeform");
        assertThat(last.path("supported_reasoning_levels").findValuesAsText("effort"))
                .containsExactly("low", "medium", "high", "xhigh");
        assertThat(models.path(0).path("context_window").asInt()).isPositive();
        assertThat(list.at("/data/0/id").asText()).isEqualTo("m");
    }

    @Test
    void codexSeesOnlyWhatItsKeyMayUse() throws IOException {
        assertThat(list("/v1/models?client_version=0.171.0", "k-few")
                        .path("models")
                        .findValuesAsText("slug"))
                .containsExactly("m");
    }

    @Test
    void othersGetOpenAisList() throws IOException {
        assertThat(list("/v1/models", "k-all").has("models")).isFalse();
    }

    @Test
    void claudeCodeFindsEveryNameUnderOneThatItAccepts() throws IOException {
        JsonNode list = list(
                "/v1/models?limit=1000",
                "k-all",
                "user-agent",
                "claude-code/2.1.197",
                "anthropic-version",
                "2023-06-01");

        assertThat(list.path("data").findValuesAsText("id"))
                .containsExactly("claude:m", "claude:r", "claude:a", "claude:g", "claude-x")
                .allMatch(id -> id.matches("(?i)^(claude|anthropic).*"));
        assertThat(list.path("data").findValuesAsText("display_name")).containsExactly("m", "r", "a", "g", "claude-x");
    }

    @Test
    void theNameThatItFoundCanBeAskedFor() {
        var answer =
                router.post("/v1/messages", Side.ANTHROPIC.body("claude:g", false), "authorization", "Bearer k-all");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-router-target")).contains("g");
    }

    @Test
    void aKeysLimitsHoldUnderThatNameToo() {
        assertThat(router.post("/v1/messages", Side.ANTHROPIC.body("claude:m", false), "authorization", "Bearer k-few")
                        .statusCode())
                .isEqualTo(200);
        assertThat(router.post("/v1/messages", Side.ANTHROPIC.body("claude:g", false), "authorization", "Bearer k-few")
                        .statusCode())
                .isEqualTo(403);
    }
}
