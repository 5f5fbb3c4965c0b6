package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    @Test
    void callsAndResultsWithoutIdsArePairedByNameAndOrder() {
        Chat chat = Fixtures.request("""
            {"contents":[{"parts":[{"text":"go"}]},
             {"role":"model","parts":[{"functionCall":{"name":"f","args":{"n":1}}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f","args":{"n":2}}}]},
             {"role":"function","parts":[{"functionResponse":{"name":"g","response":{"output":"G"}}},
              {"functionResponse":{"name":"f","response":{"error":"E"}}},
              {"functionResponse":{"name":"f","id":"new","response":{"a":1,"b":[2]}}}]}]}\
            """);
        List<Part> calls = chat.turns().get(1).parts();
        List<Part> results = chat.turns().get(2).parts();
        assertThat(chat.turns().get(2).role()).isEqualTo(Role.USER);
        assertThat(id(results.get(0))).isEqualTo(id(calls.get(1)));
        assertThat(id(results.get(1))).isEqualTo(id(calls.get(0)));
        assertThat(id(results.get(2))).isEqualTo(id(calls.get(2)));
        assertThat(calls.stream().map(RequestReaderTest::id).distinct()).hasSize(3);
        assertThat(((Part.ToolResult) results.get(0)).parts()).containsExactly(new Part.Text("G"));
        assertThat(((Part.ToolResult) results.get(1)).failed()).isTrue();
        assertThat(((Part.ToolResult) results.get(1)).parts()).containsExactly(new Part.Text("E"));
        assertThat(((Part.ToolResult) results.get(2)).parts()).containsExactly(new Part.Text("{\"a\":1,\"b\":[2]}"));
    }

    private static String id(Part part) {
        return part instanceof Part.ToolCall call ? call.id() : ((Part.ToolResult) part).callId();
    }

    @Test
    void everySettingIsRead() {
        Losses losses = new Losses();
        Chat chat = Fixtures.request(Fixtures.tree("""
            {"contents":[],"serviceTier":"flex","labels":{"a":"b"},"generation_config":{"maxOutputTokens":"9","temperature":0.50,"topP":0.9,
             "topK":40,"stopSequences":["x"],"presencePenalty":1,"frequency_penalty":2,"seed":3,"candidateCount":2,
             "responseLogprobs":true,"logprobs":4,"response_modalities":["TEXT"]}}\
            """), "m", losses);
        assertThat(losses.isEmpty()).isTrue();
        var settings = chat.settings();
        assertThat(settings.maxTokens()).isEqualTo(9);
        assertThat(settings.temperature()).hasToString("0.50");
        assertThat(settings.stop()).containsExactly("x");
        assertThat(settings.frequencyPenalty()).hasToString("2");
        assertThat(settings.seed()).isEqualTo(3);
        assertThat(settings.candidates()).isEqualTo(2);
        assertThat(settings.topLogprobs()).isEqualTo(4);
        assertThat(settings.tier()).isEqualTo(Tier.FLEX);
        assertThat(settings.metadata()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void thinkingIsABudgetOrALevel() {
        assertThat(thinking("{\"thinkingBudget\":0}").off()).isTrue();
        assertThat(thinking("{\"thinkingBudget\":-1}").mode()).isEqualTo(Mode.ADAPTIVE);
        assertThat(thinking("{\"thinking_budget\":700,\"include_thoughts\":true}")
                        .budget())
                .isEqualTo(700);
        assertThat(thinking("{\"thinking_budget\":700,\"include_thoughts\":true}")
                        .show())
                .isTrue();
        assertThat(thinking("{\"thinkingLevel\":\"LOW\"}").effort()).isEqualTo(Effort.LOW);
    }

    private static io.github.llmrouter.chat.Thinking thinking(String config) {
        return Fixtures.request("{\"contents\":[],\"generationConfig\":{\"thinkingConfig\":" + config + "}}")
                .thinking();
    }

    @Test
    void theFormOfTheAnswerIsRead() {
        assertThat(output("{\"responseMimeType\":\"application/json\"}")).isInstanceOf(Output.AnyJson.class);
        assertThat(output("{\"responseMimeType\":\"text/plain\"}")).isEqualTo(Output.TEXT);
        Output.Schema schema = (Output.Schema)
                output(
                        "{\"responseMimeType\":\"text/x.enum\",\"responseSchema\":{\"type\":\"STRING\",\"enum\":[\"a\",\"b\"],\"format\":\"enum\"}}");
        assertThat(schema.schema()).isEqualTo(Fixtures.tree("{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}"));
        assertThat(((Output.Schema) output("{\"responseJsonSchema\":{\"type\":\"object\"}}")).name())
                .isEqualTo("response");
    }

    private static Output output(String config) {
        return Fixtures.request("{\"contents\":[],\"generationConfig\":" + config + "}")
                .output();
    }

    @Test
    void theVendorsSchemaBecomesJsonSchema() {
        assertThat(SchemaReader.read(Fixtures.tree("""
            {"type":"OBJECT","properties":{"b":{"type":1,"nullable":true,"max_length":"5"},"a":{"type":"ARRAY","items":{"type":"INTEGER"},"maxItems":"2"},
             "c":{"anyOf":[{"type":"STRING"}],"nullable":true},"d":{"type":"STRING","nullable":true,"enum":["x"],"example":"x"}},
             "propertyOrdering":["a","b"],"required":["a"]}\
            """))).isEqualTo(Fixtures.tree("""
                {"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"},"maxItems":2},"b":{"type":["string","null"],"maxLength":5},
                 "c":{"anyOf":[{"type":"string"},{"type":"null"}]},"d":{"type":["string","null"],"enum":["x",null],"examples":["x"]}},"required":["a"]}\
                """));
    }

    @Test
    void toolsOfTheVendorAreNamed() {
        Chat chat = Fixtures.request("""
            {"contents":[],"tools":[{"google_search":{},"urlContext":{}},{"codeExecution":{}},{"fileSearch":{"a":1}},
             {"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT"}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}}\
            """);
        assertThat(chat.tools().stream()
                        .filter(Tool.BuiltIn.class::isInstance)
                        .map(tool -> ((Tool.BuiltIn) tool).ability()))
                .containsExactly(Tool.Ability.WEB_SEARCH, Tool.Ability.URL_FETCH, Tool.Ability.CODE, null);
        assertThat(chat.tools())
                .hasSize(5)
                .anyMatch(tool -> tool instanceof Tool.Function f && f.name().equals("f"));
        assertThat(chat.choice()).isEqualTo(ToolChoice.named("f"));
    }

    @Test
    void mediaAreToldApartByTheirType() {
        Chat chat = Fixtures.request("""
            {"contents":[{"role":"user","parts":[
             {"inlineData":{"mimeType":"image/png","data":"_-8"},"mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"},"thoughtSignature":"c2ln"},
             {"inline_data":{"mime_type":"text/plain","data":"aGk="}},
             {"fileData":{"fileUri":"gs://b/x.pdf","mimeType":"application/pdf"}},
             {"fileData":{"fileUri":"https://youtu.be/x"}},
             {"fileData":{"fileUri":"https://x.org/a.mp3?b"}},
             {"executableCode":{"code":"1"}},{"future":1,"thoughtSignature":"c2ln"},{}]}]}\
            """);
        List<Part> parts = chat.turns().getFirst().parts();
        assertThat(parts.get(0)).isEqualTo(new Part.Image(new Media.Inline("image/png", "/+8=", null), "high", null));
        assertThat(parts.get(1)).isInstanceOf(Part.Opaque.class);
        assertThat(((Part.Document) parts.get(2)).media()).isEqualTo(new Media.Plain("text/plain", "hi"));
        assertThat(((Part.Document) parts.get(3)).media())
                .isEqualTo(new Media.Uploaded("application/pdf", "gs://b/x.pdf", "gemini"));
        assertThat(parts.get(4)).isInstanceOf(Part.Video.class);
        assertThat(parts.get(5)).isInstanceOf(Part.Audio.class);
        assertThat(parts.get(6)).isInstanceOf(Part.ServerTool.class);
        assertThat(((Part.Opaque) parts.get(7)).raw()).isEqualTo(Fixtures.tree("{\"future\":1}"));
        assertThat(parts).hasSize(8);
    }

    @Test
    void whatNobodyKnowsIsReportedWithItsPath() {
        Losses losses = new Losses();
        Fixtures.request(Fixtures.tree("""
            {"contents":[{"role":"user","parts":[{"text":"x","new_thing":1}],"odd":2}],"generationConfig":{"speechConfig":{},"zap":1},"more":null,"other":3}\
            """), "m", losses);
        assertThat(losses.dropped())
                .containsExactlyInAnyOrder(
                        "unknown:contents[0].parts[0].new_thing",
                        "unknown:contents[0].odd",
                        "generationConfig.speechConfig",
                        "unknown:generationConfig.zap",
                        "unknown:other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[],\"cachedContent\":\"cachedContents/1\"}",
                "{\"contents\":[],\"generationConfig\":{\"responseModalities\":[\"TEXT\",\"IMAGE\"]}}",
                "{\"contents\":\"hi\"}",
                "{\"contents\":[{\"parts\":[1]}]}",
                "{\"contents\":[],\"tools\":[{\"functionDeclarations\":[{}]}]}",
                "[]"
            })
    void whatCannotBeConvertedIsRefused(String body) {
        assertThatThrownBy(() -> Fixtures.request(body)).isInstanceOf(FaultException.class);
    }

    @Test
    void aCountOfTokensMayWrapTheRequest() {
        Ask ask = new Ask(
                Operation.COUNT_TOKENS,
                "m",
                false,
                Fixtures.tree(
                        "{\"generateContentRequest\":{\"model\":\"models/m\",\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}}"),
                Map.of(),
                Map.of());
        assertThat(Fixtures.CODEC.readRequest(ask, new Losses()).turns()).hasSize(1);
        assertThat(Fixtures.COUNTING.read(Fixtures.COUNTING.write(7))).isEqualTo(7);
    }
}
