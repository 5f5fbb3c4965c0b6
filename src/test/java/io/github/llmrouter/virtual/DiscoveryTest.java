package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A relay that lists its models is all that an operator has to configure. */
class DiscoveryTest {

    private static final String CHOICE = """
        {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\\"target_model\\":\\"big-opus\\"}"}}]}\
        """;

    private volatile String list = """
        {"object":"list","data":[{"id":"tiny-mini","pricing":{"prompt":"0.0000001","completion":"0.0000004"}},
        {"id":"big-opus","pricing":{"input":5,"output":25},"context_length":200000,"architecture":{"input_modalities":["text","image"]}},
        {"id":"text-embed-3","pricing":{"input":0.01,"output":0}}]}\
        """;
    private volatile int status = 200;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
        if (request.path().endsWith("/models")) {
            line.json(status, list);
        } else if (request.text().contains("\"tiny-mini\"")) {
            line.json(200, CHOICE);
        } else {
            Side.OPENAI.play(request, line);
        }
    });
    private final RunningRouter router = new RunningRouter("""
        providers:
          - {name: relay, api_type: openai, api_base: "%s/v1", api_key: sk-relay, models: [pinned]}
        router_settings:
          virtual_models:
            - {name: auto, discover: relay, refresh: 100ms}
        """.formatted(upstream.base()));

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    private void await(String text, boolean there) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (router.get("/v1/models").body().contains(text) != there) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void whatTheProviderListsCanBeAskedForAndIsChosenFrom() {
        await("big-opus", true);

        var answer = router.post(
                "/v1/chat/completions", "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(answer.headers().firstValue("x-llm-router-target-model")).contains("big-opus");
        assertThat(upstream.requests().stream().map(ScriptedUpstream.Request::text))
                .anyMatch(text -> text.contains("\"model\":\"tiny-mini\"")
                        && text.contains("input_usd_per_1m_tokens\\\":0.1")
                        && !text.contains("text-embed-3"));
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"big-opus\",\"messages\":[]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aListThatCannotBeReadLeavesTheLastInForce() {
        await("big-opus", true);
        status = 500;
        LockSupport.parkNanos(300_000_000);
        await("big-opus", true);

        status = 200;
        list = "{\"data\":[{\"id\":\"other\"}]}";
        await("other", true);
        await("big-opus", false);
    }
}
