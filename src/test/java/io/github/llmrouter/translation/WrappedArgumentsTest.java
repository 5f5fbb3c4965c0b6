package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arguments and answers that are no objects, where only objects may be. */
class WrappedArgumentsTest {

    @Test
    void aListOfArgumentsIsUnwrapped() throws IOException {
        Crossing crossing = crossing("""
            {"model":"m","messages":[{"role":"user","content":"hi"}],
             "tools":[{"type":"function","function":{"name":"sum","parameters":{"type":"array"}}}]}\
            """, "claude-sonnet-4-5");
        assertThat(crossing.request()
                        .at("/tools/0/input_schema/properties/input/type")
                        .asText())
                .isEqualTo("array");
        JsonNode answer = crossing.answer(answer("sum"));
        assertThat(answer.at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo("[1.50,2]");
    }

    @Test
    void aWordIsUnwrappedFromTheToolThatStandsForTheOutput() throws IOException {
        Crossing crossing = crossing("""
            {"model":"m","messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema",
             "json_schema":{"name":"x","schema":{"type":"array","items":{"type":"number"}}}}}\
            """, "claude-3-5-haiku-20241022");
        JsonNode tool = crossing.request().at("/tools/0");
        assertThat(tool.at("/input_schema/properties/input/type").asText()).isEqualTo("array");
        JsonNode answer = crossing.answer(answer(tool.path("name").asText()));
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("[1.50,2]");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    private static Crossing crossing(String body, String model) throws IOException {
        return Crossing.of(
                Crossing.dialect("openai"), Crossing.dialect("anthropic"), model, Crossing.ask(Json.read(body), false));
    }

    private static List<Event> answer(String tool) throws IOException {
        return Crossing.read(Crossing.dialect("anthropic"), Json.read("""
            {"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"tool_use",
             "content":[{"type":"tool_use","id":"toolu_1","name":"%s","input":{"input":[1.50,2]}}]}\
            """.formatted(tool)));
    }
}
