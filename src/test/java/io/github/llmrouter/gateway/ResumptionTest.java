package io.github.llmrouter.gateway;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer that pauses while Anthropic's own tools work reaches the clients of other dialects whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumptionTest {

    private static final Map<Side, String> SEARCHES = Map.of(
            Side.OPENAI,
            "\"web_search_options\":{},",
            Side.RESPONSES,
            "\"tools\":[{\"type\":\"web_search\"}],",
            Side.GEMINI,
            "\"tools\":[{\"googleSearch\":{}}],",
            Side.ANTHROPIC,
            "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],");

    private static final List<String> PAUSED = List.of(
            "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{\"query\":\"sun\"}}",
            "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[{\"type\":\"web_search_result\","
                + "\"url\":\"http://a\",\"title\":\"A\",\"encrypted_content\":\"c2Vj\"}]}",
            "{\"type\":\"text\",\"text\":\"Let me see. \"}",
            "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_2\",\"name\":\"web_search\",\"input\":{\"query\":\"rain\"}}");
    private static final List<String> REST = List.of("{\"type\":\"text\",\"text\":\"It is sunny.\"}");

    private final AtomicInteger asked = new AtomicInteger();
    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private final RunningRouter router = new RunningRouter("""
        model_list:
          - model_name: w
            llm_params:
              {api_type: anthropic, model: claude-opus-4-6, api_base: "%s", api_key: sk-upstream-secret, quirks: {builtin_tools: map}}
        """.formatted(upstream.base()));

    @BeforeEach
    void forget() {
        asked.set(0);
        upstream.requests().clear();
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI,true",
        "OPENAI,false",
        "RESPONSES,true",
        "RESPONSES,false",
        "GEMINI,true",
        "GEMINI,false",
    })
    void whatPausedIsContinuedInTheSameAnswer(Side side, boolean stream) throws IOException {
        upstream.script((request, line) -> {
            boolean first = asked.incrementAndGet() == 1;
            answer(request, line, first ? PAUSED : REST, first ? "pause_turn" : "end_turn", first ? 10 : 20);
        });

        HttpResponse<String> answer = ask(side, stream);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).containsSubsequence("Let me see. ", "It is sunny.");
        assertThat(answer.body())
                .contains(
                        switch (side) {
                            case OPENAI -> "\"prompt_tokens\":30";
                            case RESPONSES -> "\"input_tokens\":30";
                            default -> "\"promptTokenCount\":30";
                        });
        assertThat(answer.body())
                .contains(
                        switch (side) {
                            case OPENAI -> "\"finish_reason\":\"stop\"";
                            case RESPONSES -> "\"status\":\"completed\"";
                            default -> "\"finishReason\":\"STOP\"";
                        });
        String beginning = switch (side) {
            case OPENAI -> "\"role\":\"assistant\"";
            case RESPONSES -> stream ? "event: response.created" : "\"object\":\"response\"";
            default -> "\"finishReason\"";
        };
        assertThat(answer.body().split(beginning, -1)).as("is one answer").hasSize(2);
        assertThat(answer.headers().firstValue("x-llm-router-dropped").orElse(""))
                .doesNotContain("paused");
        assertThat(upstream.requests()).hasSize(2);
        JsonNode again = Json.read(List.copyOf(upstream.requests()).get(1).text());
        JsonNode before = Json.read(List.copyOf(upstream.requests()).get(0).text());
        JsonNode last = again.path("messages").path(again.path("messages").size() - 1);
        assertThat(last.path("role").asText()).isEqualTo("assistant");
        assertThat(last.path("content")).isEqualTo(Json.read("[" + String.join(",", PAUSED) + "]"));
        assertThat(again.path("messages").size())
                .isEqualTo(before.path("messages").size() + 1);
        assertThat(again.path("tools")).isEqualTo(before.path("tools")).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "RESPONSES", "GEMINI"})
    void aModelThatPausesForEverIsLeft(Side side) {
        upstream.script((request, line) -> answer(request, line, PAUSED, "pause_turn", 10));

        HttpResponse<String> answer = ask(side, false);

        assertThat(upstream.requests()).hasSize(1 + Resumption.MOST);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-router-dropped").orElse(""))
                .contains("paused");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatCannotBeContinuedIsAnError(boolean stream) {
        upstream.script((request, line) -> {
            if (asked.incrementAndGet() == 1) {
                answer(request, line, PAUSED, "pause_turn", 10);
            } else {
                line.json(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no more\"}}");
            }
        });

        HttpResponse<String> answer = ask(Side.OPENAI, stream);

        assertThat(answer.statusCode()).isEqualTo(stream ? 200 : 400);
        assertThat(answer.body()).contains("\"message\":\"no more\"").doesNotContain("[DONE]", "\"finish_reason\":\"");
    }

    @Test
    void aPauseForAToolOfTheClientIsItsOwn() {
        upstream.script((request, line) -> answer(
                request,
                line,
                List.of(PAUSED.get(0), "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}"),
                "pause_turn",
                10));

        HttpResponse<String> answer = ask(Side.OPENAI, false);

        assertThat(upstream.requests()).hasSize(1);
        assertThat(answer.body()).contains("toolu_1");
    }

    @Test
    void aClientThatKnowsPausesContinuesItself() {
        upstream.script((request, line) -> answer(request, line, PAUSED, "pause_turn", 10));

        HttpResponse<String> answer = ask(Side.ANTHROPIC, false);

        assertThat(upstream.requests()).hasSize(1);
        assertThat(answer.body()).contains("\"pause_turn\"");
    }

    private HttpResponse<String> ask(Side side, boolean stream) {
        String body = side.body("w", stream);
        return router.post(side.path("w", stream), "{" + SEARCHES.get(side) + body.substring(1));
    }

    /** As Anthropic would, whole or streamed. */
    private static void answer(Request request, Line line, List<String> blocks, String reason, int input)
            throws IOException {
        String message =
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"up\",\"content\":[%s],"
                        + "\"stop_reason\":%s,\"stop_sequence\":null,\"usage\":{\"input_tokens\":" + input
                        + ",\"output_tokens\":5}}";
        if (!Json.read(request.text()).path("stream").asBoolean()) {
            line.json(200, message.formatted(String.join(",", blocks), "\"" + reason + "\""));
            return;
        }
        line.events();
        line.chunk(event("message_start", "\"message\":" + message.formatted("", "null")));
        for (int i = 0; i < blocks.size(); i++) {
            line.chunk(event("content_block_start", "\"index\":" + i + ",\"content_block\":" + blocks.get(i)));
            line.chunk(event("content_block_stop", "\"index\":" + i));
        }
        line.chunk(event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"" + reason
                        + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}"));
        line.chunk(event("message_stop", "\"x\":0"));
        line.end();
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }
}
