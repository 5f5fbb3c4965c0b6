package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.wire.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A field of {@code tool_choice} that nobody knows is reported, wherever in it it stands. */
class LossesOfChoicesTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        openai|           {"type":"function","function":{"name":"f"},"later":1}                                     |tool_choice.later
        openai|           {"type":"function","function":{"name":"f","later":1}}                                     |tool_choice.function.later
        openai|           {"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]},"later":1}             |tool_choice.later
        openai|           {"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[],"later":1}}             |tool_choice.allowed_tools.later
        openai|           {"type":"allowed_tools","allowed_tools":{"tools":[{"type":"function","name":"f","later":1}]}}|tool_choice.allowed_tools.tools[0].later
        openai-responses| {"type":"function","name":"f","later":1}                                                  |tool_choice.later
        openai-responses| {"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f","later":1}]} |tool_choice.tools[0].later
        anthropic|        {"type":"tool","name":"f","later":1}                                                      |tool_choice.later
        gemini|           {"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"],"later":1}}           |toolConfig.functionCallingConfig.later
        gemini|           {"functionCallingConfig":{"mode":"ANY"},"later":1}                                        |toolConfig.later
        """)
    void unknownFieldIsReported(String client, String choice, String path) throws IOException {
        String tools = switch (client) {
            case "openai" ->
                "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
            case "openai-responses" -> "\"input\":\"hi\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]";
            case "anthropic" ->
                "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";
            default ->
                "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"}]}]";
        };
        String field = client.equals("gemini") ? "toolConfig" : "tool_choice";
        String body = "{\"model\":\"m\"," + tools + ",\"" + field + "\":" + choice + "}";
        String upstream = client.equals("anthropic") ? "openai" : "anthropic";
        Crossing crossing =
                Crossing.of(Crossing.dialect(client), Crossing.dialect(upstream), Crossing.ask(Json.read(body), false));
        crossing.request();
        assertThat(crossing.losses.dropped()).contains("unknown:" + path);
        assertThat(crossing.losses.semantic()).contains("unknown:" + path);
    }
}
