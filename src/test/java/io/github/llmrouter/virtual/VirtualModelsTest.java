package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Line;
import io.github.llmrouter.ScriptedUpstream.Request;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A router model decides, another answers: seen from both sides. */
class VirtualModelsTest {

    private static final String ADMIN = "admin-secret-key";

    /** What each model says, by its name at the upstream; the router model is called by the cheapest name. */
    private final Map<String, ScriptedUpstream.Script> models = new ConcurrentHashMap<>();

    private final Logs logs = new Logs();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ScriptedUpstream upstream = new ScriptedUpstream(this::play);
    private final RunningRouter router = new RunningRouter(config("cache: 0s, debug: true", ""));

    private String config(String more, String rest) {
        return """
            model_list:
              - {model_name: cheap, price: {input: 0.1, output: 0.4}, capabilities: {vision: false}, llm_params: {api_type: openai, model: up-cheap, api_base: "%1$s/v1", api_key: sk-x}}
              - {model_name: strong, price: {input: 5, output: 30}, llm_params: {api_type: openai, model: gpt-5.6-opus, api_base: "%1$s/v1", api_key: sk-x}}
              - {model_name: claude, context_window: 1000000, price: {input: 3, output: 15}, llm_params: {api_type: anthropic, model: up-claude-sonnet, api_base: "%1$s", api_key: sk-x}}
              - {model_name: unpriced, context_window: 1000, capabilities: {tool_calls: false}, llm_params: {api_type: gemini, model: up-gemini, api_base: "%1$s/v1beta", api_key: sk-x}}
            router_settings:
              virtual_models:
                - {name: auto, timeout: 700ms, %2$s}
                - {name: auto-coding, candidates: [strong, claude], router_model: cheap, timeout: 700ms, cache: 1h}
            access: {admin_keys: [%3$s]}
            server: {timeouts: {first_byte: 5s}}
            %4$s\
            """.formatted(upstream.base(), more, ADMIN, rest);
    }

    private void play(Request request, Line line) throws Exception {
        ScriptedUpstream.Script script = models.get(model(request));
        if (script != null) {
            script.play(request, line);
        } else {
            Side.of(request).play(request, line);
        }
    }

    private static String model(Request request) throws IOException {
        JsonNode model = Json.read(request.body()).path("model");
        return model.isTextual() ? model.textValue() : request.path().replaceAll(".*/models/([^:]*):.*", "$1");
    }

    @AfterEach
    void stop() {
        over.countDown();
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text()).doesNotContain("sk-x", ADMIN);
        assertThat(logs.text(java.util.logging.Level.SEVERE)).isEmpty();
    }

    private void decides(String model, String content) {
        models.put(model, (request, line) -> line.json(200, chat(content)));
    }

    private static String chat(String content) {
        return Json.object()
                .with("id", "c")
                .with("object", "chat.completion")
                .with("created", 1)
                .with("model", "up-cheap")
                .with(
                        "choices",
                        List.of(Json.object()
                                        .with("index", 0)
                                        .with(
                                                "message",
                                                Json.object()
                                                        .with("role", "assistant")
                                                        .with("content", content))
                                        .with("finish_reason", "stop"))
                                .stream())
                .toString();
    }

    private static String decision(String target) {
        return decision(target, "none");
    }

    private static String decision(String target, String effort) {
        return "{\"target_model\":\"" + target
                + "\",\"task_type\":\"chat\",\"difficulty\":\"easy\",\"reasoning_effort\":\"" + effort
                + "\",\"confidence\":0.9,\"reason\":\"because\"}";
    }

    private HttpResponse<String> ask(String model, String more) {
        return router.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    /** Names at the upstream, in the order in which they were called. */
    private List<String> called() {
        return upstream.requests().stream()
                .map(request -> {
                    try {
                        return model(request);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private Request call(int number) {
        return new ArrayList<>(upstream.requests()).get(number);
    }

    private JsonNode body(int number) throws IOException {
        return Json.read(call(number).body());
    }

    /** What the router model was told. */
    private JsonNode payload(int number) throws IOException {
        return Json.read(body(number).at("/messages/1/content").textValue());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void theCheapestPricedModelDecidesAndTheChosenOneAnswersTheClientsOwnRequest() throws IOException {
        decides("up-cheap", decision("strong"));

        HttpResponse<String> answer = ask("auto", ",\"seed\":7,\"unknown\":1.50");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Side.OPENAI.answer());
        assertThat(called()).containsExactly("up-cheap", "gpt-5.6-opus");
        assertThat(call(1).text())
                .isEqualTo(
                        "{\"model\":\"gpt-5.6-opus\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"seed\":7,\"unknown\":1.50}");
        assertThat(body(0).path("temperature").asInt(-1)).isZero();
        assertThat(body(0).at("/response_format/type").asText()).isEqualTo("json_object");
        assertThat(body(0).has("stream")).isFalse();
        assertThat(header(answer, "x-llm-router-request-id")).isNotEmpty();
        assertThat(header(answer, "x-llm-router-original-model")).isEqualTo("auto");
        assertThat(header(answer, "x-llm-router-target-model")).isEqualTo("strong");
        assertThat(header(answer, "x-llm-router-reason")).isEqualTo("because");
        assertThat(header(answer, "x-llm-router-confidence")).isEqualTo("0.9");
    }

    @Test
    void theRouterModelIsToldOfCandidatesGoalAndRequest() throws IOException {
        decides("up-cheap", decision("strong"));

        ask(
                "auto",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"d\",\"parameters\":{}}}],\"parallel_tool_calls\":true");

        JsonNode payload = payload(0);
        assertThat(payload.path("virtual_model").asText()).isEqualTo("auto");
        assertThat(payload.path("routing_goal").asText()).isNotEmpty();
        assertThat(payload.path("candidate_models").toString()).isEqualTo("[\"cheap\",\"strong\",\"claude\"]");
        assertThat(payload.path("required_capabilities").toString())
                .isEqualTo("[\"tool_calls\",\"parallel_tool_calls\"]");
        assertThat(payload.path("excluded_models")).isEmpty();
        assertThat(payload.at("/request/messages/0/content").asText()).isEqualTo("hi");
        assertThat(payload.at("/request/tools/0/function/name").asText()).isEqualTo("look");
        JsonNode strong = payload.at("/candidate_model_details/1");
        assertThat(strong.at("/price/output_usd_per_1m_tokens").asInt()).isEqualTo(30);
        assertThat(strong.path("strength").asText()).isEqualTo("frontier_strongest");
        assertThat(body(1).at("/tools/0/function/name").asText()).isEqualTo("look");
    }

    @Test
    void aRealModelIsCalledAtOnce() {
        ask("strong", "");

        assertThat(called()).containsExactly("gpt-5.6-opus");
    }

    @Test
    void theConfiguredRouterModelDecidesThoughItIsNoCandidate() {
        decides("up-cheap", decision("claude"));

        HttpResponse<String> answer = ask("auto-coding", "");

        assertThat(called()).containsExactly("up-cheap", "up-claude-sonnet");
        assertThat(read(answer.body()).at("/choices/0/message/content").asText())
                .isEqualTo("hello");
        assertThat(header(answer, "x-llm-router-reason")).isEmpty();
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyDialectMayAskAndIsAnsweredInItsOwnWords(Side side) {
        decides("up-cheap", decision("claude"));

        HttpResponse<String> whole = router.post(side.path("auto", false), side.body("auto", false));
        HttpResponse<String> stream = router.post(side.path("auto", true), side.body("auto", true));

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).contains("hello");
        assertThat(stream.body())
                .contains("hello")
                .startsWith(side == Side.OPENAI || side == Side.GEMINI ? "data:" : "event:");
        assertThat(header(stream, "x-llm-router-target-model")).isEqualTo("claude");
        assertThat(called()).containsExactly("up-cheap", "up-claude-sonnet", "up-cheap", "up-claude-sonnet");
    }

    @Test
    void aStreamIsPassedOnAsItIs() {
        decides("up-cheap", decision("strong"));

        HttpResponse<String> answer = router.post("/v1/chat/completions", Side.OPENAI.body("auto", true));

        assertThat(answer.body()).isEqualTo(Side.OPENAI.stream());
        assertThat(header(answer, "x-llm-router-original-model")).isEqualTo("auto");
    }

    @Test
    void anEffortThatIsDecidedIsPassedOn() throws IOException {
        decides("up-cheap", decision("strong", "x-high"));

        ask("auto", ",\"reasoning_effort\":\"low\"");

        assertThat(body(1).path("reasoning_effort").asText()).isEqualTo("xhigh");
        assertThat(body(0).has("reasoning_effort")).isFalse();
    }

    @Test
    void noDecisionOnTheEffortLeavesTheClientsOwn() throws IOException {
        decides("up-cheap", decision("strong", "none"));

        ask("auto", ",\"reasoning_effort\":\"high\"");

        assertThat(body(1).path("reasoning_effort").asText()).isEqualTo("high");
    }

    @Test
    void anEffortIsSaidInTheWordsOfTheModelThatAnswers() throws IOException {
        decides("up-cheap", decision("claude", "high"));

        router.post(
                "/v1/messages",
                "{\"model\":\"auto\",\"max_tokens\":30000,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(body(1).path("thinking").isObject() || body(1).has("output_config"))
                .isTrue();
        assertThat(body(1).path("max_tokens").asInt()).isEqualTo(30000);
        assertThat(body(1).path("messages").size()).isEqualTo(1);
    }

    @Test
    void ifTheAnswerFailsAnotherModelIsChosen() throws IOException {
        models.put(
                "up-cheap",
                (request, line) -> line.json(
                        200,
                        chat(decision(
                                request.text().contains("\\\"excluded_models\\\":[\\\"strong\\\"]")
                                        ? "claude"
                                        : "strong"))));
        models.put("gpt-5.6-opus", (request, line) -> line.json(500, "{\"error\":{\"message\":\"no\"}}"));

        HttpResponse<String> answer = ask("auto", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-llm-router-target-model")).isEqualTo("claude");
        assertThat(called()).containsExactly("up-cheap", "gpt-5.6-opus", "up-cheap", "up-claude-sonnet");
        assertThat(payload(2).path("candidate_models").toString()).doesNotContain("strong");
    }

    @Test
    void aStreamThatIsRefusedIsAnsweredByAnother() {
        models.put(
                "up-cheap",
                (request, line) -> line.json(
                        200,
                        chat(decision(
                                request.text().contains("\\\"excluded_models\\\":[\\\"strong\\\"]")
                                        ? "claude"
                                        : "strong"))));
        models.put("gpt-5.6-opus", (request, line) -> line.json(429, "{\"error\":{\"message\":\"slow\"}}"));

        HttpResponse<String> answer = router.post("/v1/chat/completions", Side.OPENAI.body("auto", true));

        assertThat(answer.body()).contains("hello", "[DONE]");
        assertThat(called()).containsExactly("up-cheap", "gpt-5.6-opus", "up-cheap", "up-claude-sonnet");
    }

    @Test
    void afterTheLastAttemptTheClientGetsTheLastError() {
        decides("up-cheap", decision("strong"));
        models.put("gpt-5.6-opus", (request, line) -> line.json(503, "{\"error\":{\"message\":\"down\"}}"));
        models.put(
                "up-claude-sonnet",
                (request, line) -> line.json(
                        529,
                        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"also down\"}}"));

        HttpResponse<String> answer = ask("auto-coding", "");

        assertThat(answer.statusCode()).isBetween(500, 599);
        assertThat(answer.body()).contains("also down");
    }

    @Test
    void theClientsOwnMistakeIsNotTriedAgain() {
        decides("up-cheap", decision("strong"));
        models.put("gpt-5.6-opus", (request, line) -> line.json(400, "{\"error\":{\"message\":\"bad field\"}}"));

        HttpResponse<String> answer = ask("auto", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"bad field\"}}");
        assertThat(called()).containsExactly("up-cheap", "gpt-5.6-opus");
    }

    @Test
    void aModelThatCannotSeeIsNotOfferedForAnImage() throws IOException {
        decides("up-cheap", decision("cheap"));

        HttpResponse<String> answer = router.post("/v1/chat/completions", """
            {"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"what is it"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}\
            """.formatted("QUJD".repeat(3000)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(payload(0).path("candidate_models").toString()).doesNotContain("cheap");
        assertThat(payload(0).path("required_capabilities").toString()).isEqualTo("[\"vision\"]");
        assertThat(call(0).text())
                .contains("omitted base64 data url for routing: mime=image/png")
                .doesNotContain("QUJDQUJD");
        assertThat(upstream.requests().stream()
                        .skip(1)
                        .map(Request::text)
                        .toList()
                        .getLast())
                .contains("QUJDQUJD");
        assertThat(header(answer, "x-llm-router-target-model")).isNotEqualTo("cheap");
    }

    @Test
    void aConversationKeepsItsDecision() {
        decides("up-cheap", decision("claude"));

        ask("auto-coding", "");
        router.post("/v1/chat/completions", """
            {"model":"auto-coding","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"},
            {"role":"user","content":"and now?"}]}\
            """);
        router.post(
                "/v1/chat/completions",
                "{\"model\":\"auto-coding\",\"messages\":[{\"role\":\"user\",\"content\":\"other\"}]}");

        assertThat(called())
                .containsExactly("up-cheap", "up-claude-sonnet", "up-claude-sonnet", "up-cheap", "up-claude-sonnet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "500",
                "prose",
                "wrong json",
                "unknown model",
                "empty",
                "refused",
                "slow",
                "huge",
                "tool call"
            })
    void aRouterModelThatFailsDoesNotFailTheRequest(String how) {
        models.put("up-cheap", (request, line) -> broken(how, line));

        HttpResponse<String> answer = ask("auto-coding", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("hello");
        assertThat(header(answer, "x-llm-router-target-model")).isIn("strong", "claude");
        assertThat(called().stream().filter("up-cheap"::equals).count()).isEqualTo(2);
        assertThat(logs.text()).contains("auto_route_undecided").contains("\"reason\":\"rules: a simple request\"");
    }

    private void broken(String how, Line line) throws Exception {
        switch (how) {
            case "timeout" -> over.await();
            case "500" -> line.json(500, "{\"error\":{\"message\":\"no\"}}");
            case "prose" -> line.json(200, chat("I would take the strong one."));
            case "wrong json" -> line.json(200, chat("{\"model\":\"strong\"}"));
            case "unknown model" -> line.json(200, chat(decision("gpt-17")));
            case "empty" -> line.json(200, chat(""));
            case "refused" -> line.reset();
            case "slow" -> {
                line.begin(200, "application/json");
                while (over.getCount() > 0) {
                    line.chunk(" ");
                    line.pause(50);
                }
            }
            case "huge" -> line.json(200, chat("x".repeat(5_000_000)));
            default ->
                line.json(
                        200,
                        chat("").replace(
                                        "\"content\":\"\"",
                                        "\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"));
        }
    }

    @Test
    void aFencedDecisionAfterABadOneIsTaken() {
        List<String> said = new ArrayList<>(List.of("no idea", "Here:\n```json\n" + decision("claude") + "\n```"));
        models.put("up-cheap", (request, line) -> line.json(200, chat(said.removeFirst())));

        HttpResponse<String> answer = ask("auto-coding", "");

        assertThat(header(answer, "x-llm-router-target-model")).isEqualTo("claude");
        assertThat(call(1).text()).contains("could not be used").doesNotContain("response_format");
    }

    @Test
    void twoMegabytesWithImagesCostTheRouterModelLessThanSixteenKilobytes() {
        decides("up-cheap", decision("claude"));
        ObjectNode request = Json.object().with("model", "auto-coding").node();
        ArrayNode messages = request.putArray("messages");
        ArrayNode tools = request.putArray("tools");
        for (int i = 0; i < 40; i++) {
            ArrayNode content = messages.addObject()
                    .put("role", i % 2 == 0 ? "user" : "assistant")
                    .putArray("content");
            content.addObject()
                    .put("type", "text")
                    .put("text", "Ein \"Satz\" über\nDinge: " + i + " ".repeat(3) + "lorem ipsum 終 ".repeat(1000));
            if (i % 2 == 0) {
                content.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", "data:image/png;base64," + "QUJD".repeat(18_000));
            }
            tools.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "tool" + i)
                    .put("description", "does things ".repeat(200))
                    .putObject("parameters")
                    .put("type", "object");
        }
        assertThat(Json.bytes(request).length).isGreaterThan(2_000_000);

        HttpResponse<String> answer = router.post("/v1/chat/completions", request.toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(call(0).body().length).isLessThan(16 << 10);
        assertThat(call(0).text()).contains("tool0", "lorem ipsum").doesNotContain("QUJDQUJD");
        assertThat(call(1).body().length).isGreaterThan(1_900_000);
    }

    @Test
    void whereNoModelHasAPriceRulesDecide() {
        router.save(config("cache: 0s, candidates: [unpriced]", ""));
        await("unpriced");

        HttpResponse<String> answer = ask("auto", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(called()).containsExactly("up-gemini");
    }

    private void await(String candidate) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!router.router()
                .virtualModels()
                .choice()
                .models()
                .getFirst()
                .id()
                .equals(candidate)) {
            assertThat(System.nanoTime()).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void whatNobodyCanDoIsSaid() {
        router.save(config("cache: 0s, candidates: [unpriced]", ""));
        await("unpriced");

        HttpResponse<String> answer = ask("auto", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no_capable_model", "tool_calls");
        assertThat(called()).isEmpty();
    }

    @Test
    void virtualModelsAreListed() {
        assertThat(router.get("/v1/models").body()).contains("\"auto\"", "\"auto-coding\"", "\"cheap\"");
    }

    @Test
    void anOperatorChoosesTheRouterModelWhileItRuns() {
        decides("up-cheap", decision("claude"));
        decides("gpt-5.6-opus", decision("claude"));
        String key = "Bearer " + ADMIN;

        assertThat(router.get("/admin/config").statusCode()).isEqualTo(401);
        assertThat(router.get("/config/runtime", "authorization", key).body())
                .contains(
                        "\"router_model_mode\":\"automatic\"",
                        "\"effective_router_model_id\":\"cheap\"",
                        "\"router_model_id\":null");
        HttpResponse<String> set =
                router.post("/admin/config", "{\"router_model_id\":\"strong\"}", "authorization", key);
        assertThat(set.body())
                .contains(
                        "\"router_model_mode\":\"manual\"",
                        "\"effective_router_model_id\":\"strong\"",
                        "\"configured_router_model_available\":true");
        ask("auto", "");
        assertThat(called()).containsExactly("gpt-5.6-opus", "up-claude-sonnet");
        HttpResponse<String> unknown =
                router.post("/admin/config", "{\"router_model_id\":\"nope\"}", "x-router-api-key", ADMIN);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("invalid_router_model");
        assertThat(router.post("/admin/config", "{\"router_model_id\":7}", "authorization", key)
                        .statusCode())
                .isEqualTo(400);
        assertThat(router.post("/config/runtime", "{\"routerModelId\":\"\"}", "authorization", key)
                        .body())
                .contains("\"router_model_mode\":\"automatic\"");
    }

    @Test
    void aKeyThatMayUseOnlyTheVirtualModelReachesWhatItChooses() {
        decides("up-cheap", decision("strong"));
        router.save(config("cache: 0s", "")
                .replace("access: {", "access: {keys: [{name: k, key: limited, models: [auto]}], "));
        long end = System.nanoTime() + 5_000_000_000L;
        while (router.router().access().open()) {
            assertThat(System.nanoTime()).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

        assertThat(router.post("/v1/chat/completions", body, "authorization", "Bearer limited")
                        .statusCode())
                .isEqualTo(200);
        assertThat(router.post(
                                "/v1/chat/completions",
                                body.replace("auto", "strong"),
                                "authorization",
                                "Bearer limited")
                        .statusCode())
                .isEqualTo(403);
        assertThat(router.post(
                                "/v1/chat/completions",
                                body.replace("auto", "auto-coding"),
                                "authorization",
                                "Bearer limited")
                        .statusCode())
                .isEqualTo(403);
    }
}
