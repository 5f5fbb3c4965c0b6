package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Line;
import io.github.llmrouter.ScriptedUpstream.Request;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What coding agents do beyond questions and answers, seen from both sides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentBehavioursTest {

    private static final String PATCH = "*** Begin Patch\n*** Add File: a.txt\n+\"hello\"\n*** End Patch\n";

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {});
    private final RunningRouter router =
            new RunningRouter(Side.models(upstream.base()) + """
                  - {model_name: down, llm_params: {api_type: openai, model: gpt-5.2, api_base: "%1$s/v1", api_key: k}}
                  - {model_name: haiku, llm_params: {api_type: anthropic, model: claude-haiku-4-5, api_base: "%1$s", api_key: k}}
                router_settings:
                  default_model: m
                  model_groups: [{name: both, strategy: ordered, models: [{name: down}, {name: haiku}]}]
                  amp_routing: {enabled: false, fallback: a}
                access: {admin_keys: [operator-key]}
                """.formatted(upstream.base()));

    @BeforeEach
    void usual() {
        upstream.script((request, line) -> Side.of(request).play(request, line));
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    private JsonNode last() throws IOException {
        return Json.read(upstream.requests().stream().toList().getLast().body());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void whereAmpsMappingsAreOffItsModelIsUsedAsItIs() {
        HttpResponse<String> answer = router.post(
                "/api/provider/openai/v1/chat/completions",
                Side.OPENAI.body(false),
                "x-amp-client-type",
                "cli",
                "x-amp-mode",
                "deep");

        assertThat(header(answer, "x-llm-router-target")).isEqualTo("m");
    }

    @Test
    void onlyAnOperatorIsToldHowOneRequestWasRouted() {
        assertThat(header(
                        router.post(
                                "/v1/chat/completions",
                                Side.OPENAI.body(false),
                                "x-llm-router-debug",
                                "true",
                                "authorization",
                                "Bearer operator-key"),
                        "x-llm-router-selected-candidate"))
                .isEqualTo("m");
        assertThat(header(
                        router.post("/v1/chat/completions", Side.OPENAI.body(false), "x-llm-router-debug", "true"),
                        "x-llm-router-selected-candidate"))
                .isEmpty();
    }

    @Test
    void anEffortInAHeaderIsSaidAnewToTheTargetThatAnswersInTheEnd() throws IOException {
        upstream.script((request, line) -> {
            if (request.text().contains("gpt-5.2")) {
                line.json(500, "{\"error\":{\"message\":\"down\"}}");
            } else {
                Side.of(request).play(request, line);
            }
        });
        HttpResponse<String> answer = router.post(
                "/v1/messages",
                Side.ANTHROPIC.body("both", false).replace("\"max_tokens\":9", "\"max_tokens\":30000"),
                "x-claude-code-reasoning-effort",
                "high");

        assertThat(header(answer, "x-llm-router-target")).isEqualTo("haiku");
        JsonNode first = Json.read(upstream.requests().stream()
                .filter(request -> request.text().contains("gpt-5.2"))
                .findFirst()
                .orElseThrow()
                .body());
        assertThat(first.path("reasoning_effort").asText()).isEqualTo("high");
        assertThat(last().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(last().at("/thinking/budget_tokens").asInt()).isGreaterThan(1024);
        assertThat(last().has("reasoning_effort")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"m", "a", "g"})
    void codexsPatchToolHasNoSchemaAndIsBridged(String model) throws IOException {
        upstream.script((request, line) -> patch(request, line));
        String answer = router.post("/v1/responses", """
            {"model":"%s","input":[{"role":"user","content":"patch it"}],
             "tools":[{"type":"custom","name":"apply_patch","description":"Edit files.",
              "format":{"type":"grammar","syntax":"lark","definition":"start: begin_patch hunk end_patch"}}]}
            """.formatted(model)).body();

        JsonNode call = item(Json.read(answer), "custom_tool_call");
        assertThat(call.path("name").asText()).isEqualTo("apply_patch");
        assertThat(call.path("input").asText()).isEqualTo(PATCH);

        router.post("/v1/responses", """
            {"model":"%s","input":[{"role":"user","content":"patch it"},%s,
             {"type":"custom_tool_call_output","call_id":%s,"output":"Success."}],
             "tools":[{"type":"custom","name":"apply_patch","description":"Edit files."}]}
            """.formatted(model, call, call.path("call_id")));
        assertThat(last().toString()).contains("Success.").contains("*** Begin Patch");
    }

    private static JsonNode item(JsonNode answer, String type) {
        for (JsonNode item : answer.path("output")) {
            if (item.path("type").asText().equals(type)) {
                return item;
            }
        }
        throw new AssertionError("no " + type + " in " + answer);
    }

    /** Calls the tool in the upstream's own way. */
    private static void patch(Request request, Line line) throws IOException {
        Json input = Json.object().with("input", PATCH);
        String arguments = input.toString();
        switch (Side.of(request)) {
            case OPENAI -> line.json(200, """
                {"id":"c","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"finish_reason":"tool_calls",
                 "message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
                  "function":{"name":"apply_patch","arguments":%s}}]}}]}\
                """.formatted(quoted(arguments)));
            case ANTHROPIC -> line.json(200, """
                {"id":"m","type":"message","role":"assistant","model":"up","stop_reason":"tool_use","stop_sequence":null,
                 "content":[{"type":"tool_use","id":"toolu_1","name":"apply_patch","input":%s}],
                 "usage":{"input_tokens":1,"output_tokens":1}}\
                """.formatted(arguments));
            case GEMINI -> line.json(200, """
                {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"apply_patch","args":%s}}]},
                 "finishReason":"STOP","index":0}],"modelVersion":"up"}\
                """.formatted(arguments));
            case RESPONSES -> throw new IllegalStateException("nobody asks it");
        }
    }

    private static String quoted(String text) {
        return Json.object().with("x", text).node().get("x").toString();
    }

    @Test
    void geminiClisSchemasAndThoughtSignaturesSurviveAnotherVendorsModel() throws IOException {
        upstream.script((request, line) -> line.json(200, """
            {"id":"m","type":"message","role":"assistant","model":"up","stop_reason":"tool_use","stop_sequence":null,
             "content":[{"type":"thinking","thinking":"hm","signature":"c2lnbmVk"},
              {"type":"tool_use","id":"toolu_1","name":"look","input":{"at":"x"}}],
             "usage":{"input_tokens":1,"output_tokens":1}}\
            """));
        String tools = """
            "tools":[{"functionDeclarations":[{"name":"look","description":"d","parametersJsonSchema":
             {"type":"object","properties":{"at":{"type":["string","null"]}},"required":["at"]}}]}],
            "generationConfig":{"maxOutputTokens":8000,"thinkingConfig":{"includeThoughts":true,"thinkingBudget":2048}}\
            """;
        String question = "{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}";

        JsonNode answer = Json.read(
                router.post("/v1beta/models/haiku:generateContent", "{\"contents\":[" + question + "]," + tools + "}")
                        .body());
        assertThat(last().at("/tools/0/input_schema/required/0").asText()).isEqualTo("at");
        JsonNode content = answer.at("/candidates/0/content");
        assertThat(content.toString()).contains("thoughtSignature", "functionCall");

        router.post("/v1beta/models/haiku:generateContent", """
            {"contents":[%s,%s,{"role":"user","parts":[{"functionResponse":{"name":"look","response":{"output":"42"}}}]}],%s}
            """.formatted(question, content, tools));

        JsonNode said = last().at("/messages/1/content");
        assertThat(said.at("/0/type").asText()).isEqualTo("thinking");
        assertThat(said.at("/0/signature").asText()).isEqualTo("c2lnbmVk");
        assertThat(said.at("/1/type").asText()).isEqualTo("tool_use");
        assertThat(last().at("/messages/2/content/0/tool_use_id").asText())
                .isEqualTo(said.at("/1/id").asText());
    }
}
