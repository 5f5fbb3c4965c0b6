package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that wanted to call a tool and could not, and said nothing else, has not answered. */
class MalformedCallTest {

    private static final String MALFORMED = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[%s]},"
        + "\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"finishMessage\":\"print(f(x)\",\"index\":0}],"
        + "\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3},\"modelVersion\":\"up\",\"responseId\":\"g1\"}";

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()));

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    private HttpResponse<String> ask(boolean stream) {
        return router.post(Side.OPENAI.path("g", stream), Side.OPENAI.body("g", stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isAskedOnceMore(boolean stream) {
        AtomicInteger asked = new AtomicInteger();
        upstream.script((request, line) -> {
            if (asked.incrementAndGet() == 1) {
                answer(line, stream, MALFORMED.formatted(""));
            } else {
                Side.GEMINI.play(request, line);
            }
        });

        HttpResponse<String> answer = ask(stream);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("lo").doesNotContain("malformed", "error");
        assertThat(answer.headers().firstValue("x-llm-router-attempts")).hasValue("2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isAnErrorWhenItComesToNothing(boolean stream) {
        upstream.script((request, line) -> answer(line, stream, MALFORMED.formatted("")));

        HttpResponse<String> answer = ask(stream);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("the model's tool call was malformed: print(f(x)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsWhatItHasSaid(boolean stream) {
        upstream.script((request, line) -> answer(line, stream, MALFORMED.formatted("{\"text\":\"Well.\"}")));

        HttpResponse<String> answer = ask(stream);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Well.", "\"finish_reason\":\"stop\"");
        assertThat(upstream.requests()).hasSize(1);
    }

    private static void answer(ScriptedUpstream.Line line, boolean stream, String json) throws java.io.IOException {
        if (stream) {
            line.events();
            line.chunk("data: " + json + "\r\n\r\n");
            line.end();
        } else {
            line.json(200, json);
        }
    }
}
