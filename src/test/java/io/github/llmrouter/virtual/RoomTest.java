package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A prompt goes only where it has room, whatever the router model would like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomTest {

    private static final String SMALL = """
        {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\\"target_model\\":\\"small\\"}"}}],
         "usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}\
        """;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
        if (request.text().contains("candidate_model_details")) {
            line.json(200, SMALL);
        } else {
            Side.OPENAI.play(request, line);
        }
    });

    private final RunningRouter router = new RunningRouter("""
        model_list:
          - {model_name: small, context_window: 4000, llm_params: {api_type: openai, model: up-small, api_base: "%1$s/v1", api_key: k}}
          - {model_name: large, context_window: 400000, llm_params: {api_type: openai, model: up-large, api_base: "%1$s/v1", api_key: k}}
          - {model_name: judge, llm_params: {api_type: openai, model: up-judge, api_base: "%1$s/v1", api_key: k}}
        router_settings:
          strategy: ordered
          virtual_models:
            - {name: auto, candidates: [small, large], router_model: judge, cache: 0s}
        """.formatted(upstream.base()));

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    private String answeredBy(String prompt) {
        HttpResponse<String> answer = router.post(
                "/v1/chat/completions",
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-llm-router-target").orElseThrow();
    }

    @Test
    void aLongPromptIsNotSentWhereItDoesNotFit() {
        assertThat(answeredBy("short")).isEqualTo("small");
        assertThat(answeredBy("a long story ".repeat(8_000))).isEqualTo("large");
    }
}
