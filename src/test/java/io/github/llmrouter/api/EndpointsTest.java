package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is at which path, and what is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointsTest {

    private final ScriptedUpstream upstream = new ScriptedUpstream(EndpointsTest::play);
    private final String config = Side.models(upstream.base()) + """
          - model_name: "org/name:tag"
            llm_params: {api_type: gemini, model: "tuned/x:y", api_base: "%s/v1beta", api_key: k}
        router_settings:
          strategy: roundrobin
          model_groups:
            - name: both
              models: [{name: m}, {name: a}]
        """.formatted(upstream.base());
    private final RunningRouter router = new RunningRouter(config);
    private final RunningRouter below = new RunningRouter(config, "/some/where");

    @AfterAll
    void stop() {
        router.close();
        below.close();
        upstream.close();
    }

    private static void play(ScriptedUpstream.Request request, ScriptedUpstream.Line line) throws IOException {
        String path = request.path();
        if (path.endsWith("/embeddings")) {
            line.json(
                    200,
                    "{\"object\":\"list\",\"data\":[],\"model\":\"up\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}");
        } else if (path.contains("count_tokens") || path.contains("input_tokens")) {
            line.json(200, "{\"input_tokens\":7}");
        } else if (path.contains(":countTokens")) {
            line.json(200, "{\"totalTokens\":7}");
        } else if (path.contains(":embedContent")) {
            line.json(200, "{\"embedding\":{\"values\":[0.5]}}");
        } else {
            Side.of(request).play(request, line);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, m, /v1/chat/completions",
        "/v1/chat/completions/, m, /v1/chat/completions",
        "/v1/chat/completions?beta=true, m, /v1/chat/completions",
        "/openai/v1/chat/completions, m, /v1/chat/completions",
        "/openai/chat/completions, m, /v1/chat/completions",
        "/v1/responses, r, /v1/responses",
        "/v1/responses/, r, /v1/responses",
        "/v1/responses/input_tokens, r, /v1/responses/input_tokens",
        "/openai/v1/responses, r, /v1/responses",
        "/v1/embeddings, m, /v1/embeddings",
        "/openai/v1/embeddings, m, /v1/embeddings",
        "/v1/messages, a, /v1/messages",
        "/v1/messages/, a, /v1/messages",
        "/v1/messages?beta=true, a, /v1/messages?beta=true",
        "/v1/messages/count_tokens, a, /v1/messages/count_tokens",
        "/v1/messages/count_tokens/?beta=true, a, /v1/messages/count_tokens?beta=true",
        "/anthropic/v1/messages, a, /v1/messages",
        "/anthropic/v1/messages/count_tokens, a, /v1/messages/count_tokens",
        "/v1beta/models/g:generateContent, g, /v1beta/models/up:generateContent",
        "/v1beta/models/g:generateContent/, g, /v1beta/models/up:generateContent",
        "/v1beta/models/g:generateContent?alt=sse, g, /v1beta/models/up:generateContent",
        "/v1beta/models/g:streamGenerateContent?alt=sse, g, /v1beta/models/up:streamGenerateContent?alt=sse",
        "/v1beta/models/g:countTokens, g, /v1beta/models/up:countTokens",
        "/v1beta/models/g:embedContent, g, /v1beta/models/up:embedContent",
        "/gemini/v1beta/models/g:generateContent, g, /v1beta/models/up:generateContent",
        "/v1beta/models/org/name:tag:generateContent, x, /v1beta/models/tuned/x:y:generateContent",
        "/v1beta/models/org%2Fname%3Atag:generateContent, x, /v1beta/models/tuned/x:y:generateContent",
    })
    void aCallReachesItsProvider(String path, String model, String there) {
        for (RunningRouter one : new RunningRouter[] {router, below}) {
            upstream.requests().clear();
            HttpResponse<String> answer = one.post(path, "{\"model\":\"" + model + "\",\"max_tokens\":1}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(upstream.requests().remove().path()).isEqualTo(there);
        }
    }

    @Test
    void geminiStreamsAnArrayUnlessAskedForEvents() {
        String array =
                "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hello\"}]},\"finishReason\":\"STOP\"}]}\n]";
        upstream.script((request, line) -> {
            line.begin(200, "application/json; charset=UTF-8");
            line.chunk(array.substring(0, 20));
            line.chunk(array.substring(20));
            line.end();
        });
        HttpResponse<String> answer = router.post("/v1beta/models/g:streamGenerateContent", Side.GEMINI.body(true));
        upstream.script(EndpointsTest::play);
        assertThat(answer.body()).isEqualTo(array);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
    }

    @ParameterizedTest
    @CsvSource({"m", "a", "r"})
    void geminiStreamsAnArrayAlsoFromAnotherDialect(String model) throws IOException {
        HttpResponse<String> answer =
                router.post("/v1beta/models/" + model + ":streamGenerateContent", Side.GEMINI.body(true));
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        assertThat(Json.read(answer.body().getBytes()).isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"m, /v1/chat/completions, OPENAI", "m, /v1/messages, ANTHROPIC"})
    void anErrorTellsItsTargetLikeAnAnswer(String model, String path, Side side) throws IOException {
        upstream.script((request, line) -> line.json(400, "{\"error\":{\"message\":\"no\",\"type\":\"x\"}}"));
        HttpResponse<String> answer = router.post(
                path,
                "{\"model\":\"" + model + "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        upstream.script(EndpointsTest::play);
        assertError(side, answer, 400);
        assertThat(answer.headers().firstValue("x-llm-router-target")).contains("m");
        assertThat(answer.headers().firstValue("x-llm-router-attempts")).contains("1");
    }

    private static void assertError(Side side, HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(side.words(Json.read(answer.body().getBytes())))
                .as(answer.body())
                .isTrue();
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, OPENAI, 405",
        "PUT, /v1/responses, RESPONSES, 405",
        "DELETE, /v1/messages, ANTHROPIC, 405",
        "GET, /v1/messages/count_tokens, ANTHROPIC, 405",
        "GET, /anthropic/v1/messages, ANTHROPIC, 405",
        "PATCH, /v1beta/models/g:generateContent, GEMINI, 405",
        "PUT, /gemini/v1beta/models, GEMINI, 405",
        "POST, /v1/models, OPENAI, 405",
        "POST, /health, OPENAI, 405",
        "GET, /v1/nothing, OPENAI, 404",
        "POST, /v1/chat, OPENAI, 404",
        "POST, /nothing/at/all, OPENAI, 404",
        "POST, /v1/messages/nothing, ANTHROPIC, 404",
        "POST, /anthropic/nothing, ANTHROPIC, 404",
        "POST, /v1/responses/x/nothing, RESPONSES, 404",
        "GET, /v1/responses/resp_1, RESPONSES, 404",
        "POST, /v1beta/nothing, GEMINI, 404",
        "POST, /v1beta/models/g:unheardOf, GEMINI, 404",
        "POST, /v1beta/models/g, GEMINI, 404",
        "POST, /gemini/x, GEMINI, 404",
        "GET, /v1/models/nobody, OPENAI, 404",
        "GET, /anthropic/v1/models/nobody, ANTHROPIC, 404",
        "GET, /v1beta/models/nobody, GEMINI, 404",
    })
    void whatIsNotThereIsSaidInThePathsDialect(String method, String path, Side side, int status) throws IOException {
        for (RunningRouter one : new RunningRouter[] {router, below}) {
            HttpResponse<String> answer = one.send(one.request(path)
                    .method(method, method.startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
                    .build());
            assertError(side, answer, status);
            if (status == 405) {
                assertThat(answer.headers().firstValue("allow")).isPresent();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/health/ready", "/v1/models", "/v1beta/models"})
    void headIsGetWithoutABody(String path) {
        HttpResponse<String> get = router.get(path);
        HttpResponse<String> head = router.send(router.request(path).HEAD().build());
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.body()).isNotEmpty();
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/nothing", "/v1beta/models/nobody"})
    void headOfWhatIsNotThereHasNoBodyEither(String path) {
        HttpResponse<String> head = router.send(router.request(path).HEAD().build());
        assertThat(head.statusCode()).isIn(404, 405);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void theRootSaysNothingOfInterest() {
        assertThat(router.get("/").body()).isEqualTo("llm-router\n");
        assertThat(below.get("/").body()).isEqualTo("llm-router\n");
        assertThat(router.get("/health").body()).isEqualTo("OK");
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/", "/openai/v1/models"})
    void openAiListsModels(String path) throws IOException {
        JsonNode list = json(router.get(path));
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.path("data").findValuesAsText("id")).contains("both", "m", "a", "g", "r", "org/name:tag");
        for (JsonNode model : list.path("data")) {
            assertThat(model.path("object").asText()).isEqualTo("model");
            assertThat(model.path("created").isIntegralNumber()).isTrue();
            assertThat(model.path("owned_by").isTextual()).isTrue();
        }
        assertThat(json(router.get("/v1/models/org/name:tag")).path("id").asText())
                .isEqualTo("org/name:tag");
        assertThat(json(router.get("/v1/models/org%2Fname:tag")).path("id").asText())
                .isEqualTo("org/name:tag");
    }

    @Test
    void anthropicListsModelsOnTheSamePathForItsOwnClients() throws IOException {
        for (JsonNode list : new JsonNode[] {
            json(router.get("/v1/models", "anthropic-version", "2023-06-01")), json(router.get("/anthropic/v1/models"))
        }) {
            assertThat(list.path("has_more").isBoolean()).isTrue();
            assertThat(list.path("data").findValuesAsText("id")).contains("both", "a");
            assertThat(list.path("data").path(0).path("type").asText()).isEqualTo("model");
            assertThat(list.path("data").path(0).path("display_name").isTextual())
                    .isTrue();
        }
        assertThat(json(router.get("/v1/models/a", "anthropic-version", "2023-06-01"))
                        .path("type")
                        .asText())
                .isEqualTo("model");
    }

    @Test
    void geminiListsModels() throws IOException {
        JsonNode list = json(router.get("/v1beta/models"));
        assertThat(list.path("models").findValuesAsText("name")).contains("models/both", "models/org/name:tag");
        assertThat(json(below.get("/gemini/v1beta/models/g")).path("name").asText())
                .isEqualTo("models/g");
        assertThat(json(router.get("/v1beta/models/org/name:tag")).path("name").asText())
                .isEqualTo("models/org/name:tag");
    }

    @Test
    void aBrokenConfigurationIsLiveButNotReady() throws IOException {
        try (RunningRouter broken = new RunningRouter("model_list: [}")) {
            assertThat(broken.get("/health").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = broken.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("not ready").doesNotContain("model_list");
            assertError(Side.ANTHROPIC, broken.post("/v1/messages", Side.ANTHROPIC.body(false)), 529);
            assertError(Side.OPENAI, broken.post("/v1/chat/completions", "{}"), 503);
        }
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
    }
}
