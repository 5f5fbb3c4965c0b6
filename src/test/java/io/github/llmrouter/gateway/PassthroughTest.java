package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PassthroughTest {

    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"up\", \"odd\" :"
                + " 1.50e1,\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";
    private static final String STREAM = "data:"
        + " {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"h\"},\"finish_reason\":null}]}\n\n"
        + ": comment\n\n"
        + "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        + "data: [DONE]\n\n";

    private ScriptedUpstream upstream;
    private RunningRouter router;

    @BeforeEach
    void start() {
        upstream = new ScriptedUpstream((request, line) -> line.json(200, ANSWER, "retry-after: 7", "set-cookie: a=b"));
        router = new RunningRouter(config(upstream));
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    static String config(ScriptedUpstream upstream) {
        return """
            model_list:
              - model_name: m
                llm_params: {api_type: openai, model: up, api_base: "%1$s/v1", api_key: sk-upstream-secret}
              - model_name: a
                llm_params: {api_type: anthropic, model: claude-up, api_base: "%1$s", api_key: sk-upstream-secret}
              - model_name: g
                llm_params: {api_type: gemini, model: gemini-up, api_base: "%1$s/v1beta", api_key: sk-upstream-secret}
              - model_name: r
                llm_params: {api_type: openai-responses, model: gpt-up, api_base: "%1$s/v1", api_key: sk-upstream-secret}
            router_settings: {strategy: roundrobin}
            """.formatted(upstream.base());
    }

    @Test
    void onlyTheModelChangesOnTheWayThereAndNothingOnTheWayBack() {
        String body = "{ \"messages\":[], \"model\" : \"m\", \"x\":1.0, \"unknown\":{\"model\":\"m\"}}";
        HttpResponse<String> answer = router.post("/v1/chat/completions", body, "openai-beta", "b", "cookie", "c=d");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
        assertThat(answer.headers().firstValue("x-llm-router-model")).hasValue("up");
        assertThat(answer.headers().firstValue("content-length")).hasValue(Integer.toString(ANSWER.length()));
        ScriptedUpstream.Request sent = upstream.requests().remove();
        assertThat(sent.text()).isEqualTo(body.replace("\"m\", \"x\"", "\"up\", \"x\""));
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.headers())
                .containsEntry("authorization", "Bearer sk-upstream-secret")
                .containsEntry("openai-beta", "b")
                .doesNotContainKey("cookie")
                .containsEntry(
                        "x-request-id",
                        answer.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void aStreamPassesUnchanged() {
        upstream.script((request, line) -> {
            line.events();
            for (byte b : STREAM.getBytes()) {
                line.chunk(new byte[] {b});
            }
            line.end();
        });
        HttpResponse<String> answer = router.post(
                "/v1/chat/completions",
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}");
        assertThat(answer.body()).isEqualTo(STREAM);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
    }

    @Test
    void anUpstreamsErrorKeepsItsStatusAndWords() {
        String error = "{\"error\":{\"message\":\"bad key sk-upstream-secret\",\"type\":\"x\"}}";
        upstream.script((request, line) -> line.json(422, error, "x-ratelimit-limit-requests: 9"));
        HttpResponse<String> answer = router.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).isEqualTo(error.replace("sk-upstream-secret", "***"));
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).hasValue("9");
    }

    @Test
    void aCutStreamEndsWithAnErrorEvent() {
        upstream.script((request, line) -> {
            line.events();
            line.chunk(STREAM.substring(0, STREAM.indexOf(": comment")));
            line.reset();
        });
        HttpResponse<String> answer =
                router.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true,\"messages\":[]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"content\":\"h\"")
                .contains("\"error\"")
                .doesNotContain("[DONE]");
    }

    @Test
    void everyDialectHasItsPathAndCredentials() {
        upstream.script(
                (request, line) -> line.json(
                        200,
                        request.path().contains("messages")
                                ? "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"x\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"
                                : request.path().contains("generateContent")
                                        ? "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hi\"}]},\"finishReason\":\"STOP\"}]}"
                                        : "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"output\":[]}"));
        assertThat(router.post("/v1/messages?beta=true", "{\"model\":\"a\",\"max_tokens\":5,\"messages\":[]}")
                        .body())
                .contains("end_turn");
        ScriptedUpstream.Request sent = upstream.requests().remove();
        assertThat(sent.path()).startsWith("/v1/messages");
        assertThat(sent.headers())
                .containsEntry("x-api-key", "sk-upstream-secret")
                .containsEntry("anthropic-version", "2023-06-01");
        assertThat(router.post("/v1beta/models/g:generateContent?key=abc", "{\"contents\":[]}")
                        .body())
                .contains("STOP");
        sent = upstream.requests().remove();
        assertThat(sent.path()).isEqualTo("/v1beta/models/gemini-up:generateContent");
        assertThat(sent.headers()).containsEntry("x-goog-api-key", "sk-upstream-secret");
        assertThat(router.post("/openai/v1/responses", "{\"model\":\"r\",\"input\":\"x\"}")
                        .body())
                .contains("resp_1");
        assertThat(upstream.requests().remove().path()).isEqualTo("/v1/responses");
    }
}
