package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Line;
import io.github.llmrouter.ScriptedUpstream.Request;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What people who come from a router of their relay's models rely on, one test for each behaviour: one relay whose list is the pool
 * of candidates, three virtual models, nothing else configured.
 */
class VirtualModelContractTest {

    private static final String ADMIN = "admin-key-of-the-test";
    private static final String POOL = """
        {"object":"list","data":[
         {"id":"quick-nano","object":"model","pricing":{"input":0.05,"output":0.4}},
         {"id":"good-coder","object":"model","pricing":{"input":2,"output":8}},
         {"id":"gpt-5.6-opus","object":"model","pricing":{"input":5,"output":30}},
         {"id":"mystery","object":"model"}]}\
        """;

    private final Logs logs = new Logs();
    private final Deque<String> decisions = new ArrayDeque<>();
    private final Map<String, Integer> failing = new ConcurrentHashMap<>();
    private volatile String pool = POOL;
    private final ScriptedUpstream upstream = new ScriptedUpstream(this::play);
    private final RunningRouter router = new RunningRouter("""
        providers:
          - {name: relay, api_type: openai, api_base: "%s/v1", api_key: sk-relay-secret}
        router_settings:
          virtual_models:
            - {name: auto, discover: relay, refresh: 100ms, cache: 0s}
            - {name: auto-coding, discover: relay, cache: 0s}
            - {name: auto-longtext, discover: relay, cache: 0s}
        access: {admin_keys: [%s]}
        """.formatted(upstream.base(), ADMIN));

    @BeforeEach
    void start() {
        awaitListed("gpt-5.6-opus", true);
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text()).doesNotContain("sk-relay-secret", ADMIN);
    }

    private void play(Request request, Line line) throws IOException {
        if (request.path().endsWith("/models")) {
            line.json(200, pool);
        } else if (isDecision(request)) {
            line.json(200, answer(decisions.size() > 1 ? decisions.removeFirst() : decisions.getFirst()));
        } else if (failing.containsKey(body(request).path("model").asText())) {
            line.json(failing.get(body(request).path("model").asText()), "{\"error\":{\"message\":\"not now\"}}");
        } else {
            Side.OPENAI.play(request, line);
        }
    }

    private static boolean isDecision(Request request) {
        return request.text().contains("candidate_model_details");
    }

    private static JsonNode body(Request request) {
        try {
            return Json.read(request.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String answer(String content) {
        Json message = Json.object().with("role", "assistant").with("content", content);
        Json choice = Json.object().with("index", 0).with("message", message).with("finish_reason", "stop");
        return Json.object()
                .with("id", "d")
                .with("object", "chat.completion")
                .with("choices", Stream.of(choice))
                .toString();
    }

    private void decide(String target, String effort) {
        decisions.add("{\"target_model\":\"" + target
                + "\",\"task_type\":\"chat\",\"difficulty\":\"easy\",\"reasoning_effort\":\"" + effort
                + "\",\"confidence\":0.8,\"reason\":\"scripted\"}");
    }

    private void awaitListed(String id, boolean there) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (router.get("/v1/models").body().contains('"' + id + '"') != there) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private HttpResponse<String> ask(String model, String more) {
        return router.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    /** Calls that are no lists, as they came. */
    private List<Request> calls() {
        return upstream.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    private List<String> called() {
        return calls().stream().map(call -> body(call).path("model").asText()).toList();
    }

    private JsonNode payload() throws IOException {
        return Json.read(body(calls().getFirst()).at("/messages/1/content").textValue());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpResponse<String> admin(String body) {
        return router.post("/admin/config", body, "authorization", "Bearer " + ADMIN);
    }

    @Test
    void b01_theCheapestModelWithAPriceRoutesAndTheChosenOneAnswers() {
        decide("gpt-5.6-opus", "none");

        assertThat(ask("auto", "").body()).isEqualTo(Side.OPENAI.answer());
        assertThat(called()).containsExactly("quick-nano", "gpt-5.6-opus");
    }

    @Test
    void b02_theAnswerModelGetsTheClientsMessagesUnchanged() {
        decide("gpt-5.6-opus", "none");
        ask("auto", ",\"user\":\"u1\",\"temperature\":0.70");

        assertThat(calls().getLast().text())
                .isEqualTo("{\"model\":\"gpt-5.6-opus\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"user\":\"u1\",\"temperature\":0.70}");
    }

    @Test
    void b03_aRealModelCostsOneCall() {
        ask("gpt-5.6-opus", "");

        assertThat(called()).containsExactly("gpt-5.6-opus");
    }

    @Test
    void b04_aModelOfUnknownPriceNeverRoutesByItself() {
        pool = "{\"data\":[{\"id\":\"mystery\"},{\"id\":\"gpt-5.6-opus\"}]}";
        awaitListed("quick-nano", false);

        assertThat(ask("auto", "").statusCode()).isEqualTo(200);
        assertThat(calls()).noneMatch(VirtualModelContractTest::isDecision);
    }

    @Test
    void b05_theRouterModelThatAnOperatorChoseRoutesEvenWithoutAPrice() {
        decide("good-coder", "none");
        admin("{\"router_model_id\":\"mystery\"}");
        ask("auto", "");

        assertThat(called()).containsExactly("mystery", "good-coder");
    }

    @Test
    void b06_theRouterModelMayChooseItselfAndIsThenCalledAgain() {
        decide("quick-nano", "none");
        ask("auto", "");

        assertThat(called()).containsExactly("quick-nano", "quick-nano");
        assertThat(isDecision(calls().getLast())).isFalse();
    }

    @Test
    void b07_aDecisionForAModelThatIsNotOfferedIsNotFollowedAndStillAnswered() {
        decide("gpt-99", "none");

        HttpResponse<String> answer = ask("auto", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-llm-router-target-model")).isIn("quick-nano", "good-coder", "gpt-5.6-opus");
        assertThat(logs.text()).contains("auto_route_undecided", "none of candidate_models");
    }

    @Test
    void b08_aStreamIsRelayedByteForByteToItsDone() {
        decide("gpt-5.6-opus", "none");

        HttpResponse<String> answer = router.post("/v1/chat/completions", Side.OPENAI.body("auto", true));

        assertThat(answer.body()).isEqualTo(Side.OPENAI.stream()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void b09_wholeAndStreamedAnswersTellWhoWasAskedAndWhoAnswered() {
        decide("gpt-5.6-opus", "none");

        for (HttpResponse<String> answer :
                List.of(ask("auto", ""), router.post("/v1/chat/completions", Side.OPENAI.body("auto", true)))) {
            assertThat(header(answer, "x-llm-router-original-model")).isEqualTo("auto");
            assertThat(header(answer, "x-llm-router-target-model")).isEqualTo("gpt-5.6-opus");
            assertThat(header(answer, "x-llm-router-request-id")).isNotEmpty();
        }
    }

    @Test
    void b10_aFailingAnswerIsDecidedAgainWithoutItsModel() throws IOException {
        decide("gpt-5.6-opus", "none");
        decide("good-coder", "none");
        failing.put("gpt-5.6-opus", 500);

        assertThat(ask("auto", "").statusCode()).isEqualTo(200);
        assertThat(called()).containsExactly("quick-nano", "gpt-5.6-opus", "quick-nano", "good-coder");
        JsonNode second =
                Json.read(body(calls().get(2)).at("/messages/1/content").textValue());
        assertThat(second.path("excluded_models").toString()).isEqualTo("[\"gpt-5.6-opus\"]");
        assertThat(second.path("candidate_models").toString()).doesNotContain("gpt-5.6-opus");
    }

    @Test
    void b11_aStreamThatIsRefusedFor429IsAnsweredByAnother() {
        decide("gpt-5.6-opus", "none");
        decide("good-coder", "none");
        failing.put("gpt-5.6-opus", 429);

        HttpResponse<String> answer = router.post("/v1/chat/completions", Side.OPENAI.body("auto", true));

        assertThat(answer.body()).isEqualTo(Side.OPENAI.stream());
        assertThat(header(answer, "x-llm-router-target-model")).isEqualTo("good-coder");
    }

    @Test
    void b12_theLogTellsTheAttemptsFromFailedToSuccess() {
        decide("gpt-5.6-opus", "low");
        decide("good-coder", "none");
        failing.put("gpt-5.6-opus", 500);
        ask("auto", "");
        long end = System.nanoTime() + 5_000_000_000L;
        while (!logs.text().contains("request_completed")) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }

        assertThat(logs.text())
                .contains("\"event\":\"auto_answer_failed\"")
                .containsPattern("\"event\":\"request_completed\".*\"original_model\":\"auto\".*\"attempts\":\\["
                        + "\\{\"target_model\":\"gpt-5.6-opus\",\"reason\":\"scripted\",\"reasoning_effort\":\"low\","
                        + "\"status\":\"failed\",\"http_status\":500,.*"
                        + "\\{\"target_model\":\"good-coder\",.*\"status\":\"success\",.*\"duration_ms\":");
    }

    @Test
    void b13_aLowEffortReachesTheAnswerModel() {
        decide("gpt-5.6-opus", "low");
        ask("auto", "");

        assertThat(body(calls().getLast()).path("reasoning_effort").asText()).isEqualTo("low");
    }

    @Test
    void b14_anExtraHighEffortReachesTheAnswerModel() {
        decide("gpt-5.6-opus", "X-High");
        ask("auto", "");

        assertThat(body(calls().getLast()).path("reasoning_effort").asText()).isEqualTo("xhigh");
    }

    @Test
    void b15_theRouterModelIsNeverToldToThinkHard() {
        decide("gpt-5.6-opus", "high");
        ask("auto", ",\"reasoning_effort\":\"high\"");

        assertThat(body(calls().getFirst()).has("reasoning_effort")).isFalse();
    }

    @Test
    void b16_toolsAreInTheQuestionAndInTheAnswersRequest() throws IOException {
        decide("gpt-5.6-opus", "none");
        ask(
                "auto",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}],"
                    + "\"tool_choice\":\"auto\"");

        assertThat(payload().at("/request/tools/0/function/name").asText()).isEqualTo("look");
        assertThat(payload().at("/request/tool_choice").asText()).isEqualTo("auto");
        assertThat(body(calls().getLast()).at("/tools/0/function/name").asText())
                .isEqualTo("look");
    }

    @Test
    void b17_theOlderFunctionsAreTooAndCountAsTools() throws IOException {
        decide("gpt-5.6-opus", "none");
        ask("auto", ",\"functions\":[{\"name\":\"look\",\"parameters\":{}}],\"function_call\":\"auto\"");

        assertThat(payload().at("/request/functions/0/name").asText()).isEqualTo("look");
        assertThat(payload().path("required_capabilities").toString()).isEqualTo("[\"tool_calls\"]");
        assertThat(body(calls().getLast()).at("/functions/0/name").asText()).isEqualTo("look");
        assertThat(body(calls().getLast()).path("function_call").asText()).isEqualTo("auto");
    }

    @Test
    void b18_requiredCapabilitiesAreNamedInOneOrder() throws IOException {
        decide("gpt-5.6-opus", "none");
        ask("auto", ",\"parallel_tool_calls\":true,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");

        assertThat(payload().path("required_capabilities").toString())
                .isEqualTo("[\"tool_calls\",\"parallel_tool_calls\"]");
    }

    @Test
    void b19_imagesAreNotesToTheRouterModelAndWholeToTheAnswerModel() {
        decide("gpt-5.6-opus", "none");
        String image = "data:image/png;base64," + "QUJD".repeat(2000);

        router.post(
                "/v1/chat/completions",
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                        + image + "\"}}]}]}");

        assertThat(calls().getFirst().text())
                .contains("omitted base64 data url for routing: mime=image/png, approx_bytes=6000, chars=8022")
                .doesNotContain("QUJDQUJD");
        assertThat(calls().getLast().text()).contains(image);
    }

    @Test
    void b20_theVirtualModelsAreListedBeforeTheRelaysOwn() throws IOException {
        assertThat(Json.read(router.get("/v1/models").body()).path("data").findValuesAsText("id"))
                .containsExactly(
                        "auto", "auto-coding", "auto-longtext", "quick-nano", "good-coder", "gpt-5.6-opus", "mystery");
    }

    @Test
    void b21_anOperatorSeesAndSetsTheRouterModel() throws IOException {
        JsonNode before = Json.read(
                router.get("/admin/config", "authorization", "Bearer " + ADMIN).body());
        JsonNode after = Json.read(admin("{\"router_model_id\":\"good-coder\"}").body());

        assertThat(before.path("router_model_mode").asText()).isEqualTo("automatic");
        assertThat(before.path("router_model_id").isNull()).isTrue();
        assertThat(before.path("automatic_router_model_id").asText()).isEqualTo("quick-nano");
        assertThat(after.path("router_model_mode").asText()).isEqualTo("manual");
        assertThat(after.path("router_model_id").asText()).isEqualTo("good-coder");
        assertThat(after.path("effective_router_model_id").asText()).isEqualTo("good-coder");
        assertThat(after.path("models").findValuesAsText("id"))
                .containsExactly("quick-nano", "good-coder", "gpt-5.6-opus", "mystery");
        assertThat(after.at("/models/0/price/input_usd_per_1m_tokens").asDouble())
                .isEqualTo(0.05);
        assertThat(after.at("/models/3/price").isNull()).isTrue();
        assertThat(after.at("/models/0/is_automatic_router_model").asBoolean()).isTrue();
        assertThat(after.at("/models/1/is_effective_router_model").asBoolean()).isTrue();
    }

    @Test
    void b22_anUnknownRouterModelIsRefused() {
        HttpResponse<String> answer = admin("{\"router_model_id\":\"gpt-99\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"invalid_router_model\"");
    }

    @Test
    void b23_theSettingWantsAKeyAndTakesItInEitherHeader() {
        HttpResponse<String> page = router.get("/admin");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(router.get("/admin/config").statusCode()).isEqualTo(401);
        assertThat(router.get("/admin/config", "x-router-api-key", "wrong").statusCode())
                .isEqualTo(401);
        assertThat(router.get("/admin/config", "x-router-api-key", ADMIN).statusCode())
                .isEqualTo(200);
        assertThat(router.get("/config/runtime", "authorization", "Bearer " + ADMIN)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void b24_aRouterModelThatVanishedIsShownAsGoneAndRulesDecideMeanwhile() throws IOException {
        admin("{\"router_model_id\":\"good-coder\"}");
        pool =
                "{\"data\":[{\"id\":\"quick-nano\",\"pricing\":{\"input\":0.05,\"output\":0.4}},{\"id\":\"gpt-5.6-opus\"}]}";
        awaitListed("good-coder", false);

        JsonNode shown = Json.read(
                router.get("/admin/config", "authorization", "Bearer " + ADMIN).body());
        HttpResponse<String> answer = ask("auto", "");

        assertThat(shown.path("router_model_mode").asText()).isEqualTo("manual");
        assertThat(shown.path("router_model_id").asText()).isEqualTo("good-coder");
        assertThat(shown.path("effective_router_model_id").isNull()).isTrue();
        assertThat(shown.path("configured_router_model_available").asBoolean()).isFalse();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(calls()).noneMatch(VirtualModelContractTest::isDecision);
    }
}
