package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code server.echo_model: requested}: answers name what was asked for, and nothing else of them changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EchoModelTest {

    private final ScriptedUpstream upstream = new ScriptedUpstream(null);
    private final RunningRouter router =
            new RunningRouter("server: {echo_model: requested}\n" + Side.models(upstream.base()));

    @BeforeEach
    void play() {
        upstream.script((request, line) -> Side.of(request).play(request, line));
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    private static String renamed(Side side, String answer) {
        return answer.replace("\"model\":\"up\"", "\"model\":\"" + side.model() + "\"")
                .replace("\"modelVersion\":\"up\"", "\"modelVersion\":\"" + side.model() + "\"");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void answersNameTheRequestedModel(Side side) {
        HttpResponse<String> whole = router.post(side.path(false), side.body(false));
        assertThat(whole.body()).isEqualTo(renamed(side, side.answer())).isNotEqualTo(side.answer());
        assertThat(whole.headers().firstValue("x-llm-router-model")).hasValue("up");
        assertThat(whole.headers().firstValue("content-length"))
                .hasValue(Integer.toString(whole.body().length()));
        assertThat(router.post(side.path(true), side.body(true)).body())
                .isEqualTo(renamed(side, side.stream()))
                .isNotEqualTo(side.stream());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whereverTheStreamIsCut(Side side) {
        byte[] stream = side.stream().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(side.ordinal());
        for (int round = 0; round < 5; round++) {
            int most = round == 0 ? 1 : 60;
            upstream.script((request, line) -> {
                line.events();
                for (int at = 0; at < stream.length; ) {
                    int end = Math.min(stream.length, at + 1 + random.nextInt(most));
                    line.chunk(java.util.Arrays.copyOfRange(stream, at, end));
                    at = end;
                }
                line.end();
            });
            assertThat(router.post(side.path(true), side.body(true)).body()).isEqualTo(renamed(side, side.stream()));
        }
    }

    @Test
    void elementsOfAnArrayToo() {
        String array = "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hello \\\"modelVersion\\\":"
                + " {\"}]},\"finishReason\":\"STOP\"}], \"modelVersion\" : \"up\"}\n"
                + ",\r\n"
                + "{\"modelVersion\":\"up\"}]\n";
        upstream.script((request, line) -> {
            line.begin(200, "application/json");
            line.chunk(array);
            line.end();
        });
        assertThat(router.post("/v1beta/models/g:streamGenerateContent", Side.GEMINI.body(true))
                        .body())
                .isEqualTo(array.replace("\"up\"", "\"g\""));
    }

    @Test
    void whatIsNotTheModelsNameStays() {
        String answer =
                "{\"x\":{\"model\":\"up\"},\"choices\":[{\"message\":{\"content\":\"\\\"model\\\":\\\"up\\\"\"}}],"
                        + " \"model\" :\"up\" }\n";
        upstream.script((request, line) -> line.json(200, answer));
        assertThat(router.post("/v1/chat/completions", Side.OPENAI.body(false)).body())
                .isEqualTo(answer.replace("\"model\" :\"up\"", "\"model\" :\"m\""));
    }

    @Test
    void unaskedUsageIsStillTakenOut() {
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true,\"messages\":[]}")
                        .body())
                .isEqualTo(renamed(Side.OPENAI, Side.OPENAI.stream()));
    }
}
