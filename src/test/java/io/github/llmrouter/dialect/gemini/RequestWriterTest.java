package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWriterTest {

    private static final Aim NEW = Fixtures.aim("gemini-3.1-pro");
    private static final Aim OLD = Fixtures.aim("gemini-2.5-flash");
    private static final Tool F = new Tool.Function(
            "f",
            "d",
            Fixtures.tree("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"),
            null,
            null,
            null);

    private static Chat chat(Turn... turns) {
        return new Chat(
                "m",
                List.of(turns),
                List.of(),
                ToolChoice.UNSAID,
                Settings.none(),
                Output.TEXT,
                Thinking.UNSAID,
                false);
    }

    private static Turn turn(Role role, Part... parts) {
        return Turn.of(role, List.of(parts));
    }

    private static final Part IMAGE = new Part.Image(new Media.Inline("image/png", "AAAA", null), null, null);

    private static Turn result(String id, Part... parts) {
        return turn(Role.USER, new Part.ToolResult(id, "", List.of(parts), false, Tool.Kind.FUNCTION, null));
    }

    private static Chat loop() {
        return chat(
                turn(Role.USER, new Part.Text("go")),
                turn(Role.ASSISTANT, new Part.ToolCall("c1", "f", "{\"a\": 1.0}"), new Part.ToolCall("c2", "g", "")),
                result("c1", new Part.Text("one"), IMAGE),
                result("c2", new Part.Text("two")),
                turn(Role.DEVELOPER, new Part.Text("be brief")),
                turn(Role.USER, new Part.Text("more")));
    }

    @Test
    void resultsGetTheNamesOfTheirCallsAndComeFirst() {
        JsonNode contents = Fixtures.write(loop(), NEW).get("contents");
        assertThat(contents).hasSize(3);
        assertThat(contents.get(2)).isEqualTo(Fixtures.tree("""
            {"role":"user","parts":[
             {"functionResponse":{"id":"c1","name":"f","response":{"output":"one"},"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}},
             {"functionResponse":{"id":"c2","name":"g","response":{"output":"two"}}},
             {"text":"<system-reminder>\\nbe brief\\n</system-reminder>"},{"text":"more"}]}\
            """));
    }

    @Test
    void olderModelsSeeTheImagesOfResultsBehindThem() {
        JsonNode parts = Fixtures.write(loop(), OLD).at("/contents/2/parts");
        assertThat(parts.get(0).at("/functionResponse/parts").isMissingNode()).isTrue();
        assertThat(parts.get(1).has("functionResponse")).isTrue();
        assertThat(parts.get(2).has("inlineData")).isTrue();
    }

    @Test
    void theFirstCallOfAStepIsSignedForModelsThatInsist() {
        JsonNode calls = Fixtures.write(loop(), NEW).at("/contents/1/parts");
        assertThat(calls.get(0).get("thoughtSignature").textValue()).isEqualTo(Signatures.SKIP);
        assertThat(calls.get(1).has("thoughtSignature")).isFalse();
        assertThat(calls.get(0).at("/functionCall/args")).hasToString("{\"a\":1.0}");
        assertThat(calls.get(1).at("/functionCall/args")).isEmpty();
        assertThat(Fixtures.write(loop(), OLD).at("/contents/1/parts/0").has("thoughtSignature"))
                .isFalse();
    }

    @Test
    void onlyGeminisOwnThoughtsGoBack() {
        Seal ours = Seal.of("gemini", "c2ln");
        Losses losses = new Losses();
        JsonNode written = Fixtures.CODEC.writeRequest(
                chat(
                        turn(Role.USER, new Part.Text("x")),
                        turn(
                                Role.ASSISTANT,
                                new Part.Reasoning("mine", List.of(), ours),
                                new Part.Reasoning("theirs", List.of(), Seal.of("anthropic", "s")),
                                new Part.Text("y"),
                                Signatures.after(ours))),
                NEW,
                losses);
        assertThat(written.at("/contents/1/parts")).isEqualTo(Fixtures.tree("""
            [{"text":"mine","thought":true,"thoughtSignature":"c2ln"},{"text":"y","thoughtSignature":"c2ln"}]\
            """));
        assertThat(losses.dropped()).containsExactly("reasoning");
    }

    @Test
    void argumentsOfTheHistoryMustBeJson() {
        assertThatThrownBy(() -> Fixtures.write(
                        chat(
                                turn(Role.USER, new Part.Text("x")),
                                turn(Role.ASSISTANT, new Part.ToolCall("c", "f", "{"))),
                        NEW))
                .isInstanceOf(FaultException.class);
        assertThatThrownBy(() -> Fixtures.write(chat(result("nobody", new Part.Text("x"))), NEW))
                .isInstanceOf(FaultException.class);
        Part foreign = new Part.Image(new Media.Uploaded("image/png", "file_1", "openai"), null, null);
        assertThatThrownBy(() -> Fixtures.write(chat(turn(Role.USER, foreign)), NEW))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void aConversationBeginsWithTheUserAndHasNoEmptyParts() {
        JsonNode contents = Fixtures.write(
                        chat(
                                turn(Role.SYSTEM, new Part.Text("s")),
                                turn(Role.ASSISTANT, new Part.Text("hi")),
                                turn(Role.USER, new Part.Text("")),
                                turn(Role.ASSISTANT, new Part.Text("ho"))),
                        NEW)
                .get("contents");
        assertThat(contents).isEqualTo(Fixtures.tree("""
            [{"role":"user","parts":[{"text":"."}]},{"role":"model","parts":[{"text":"hi"},{"text":"ho"}]}]\
            """));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.1-pro, NONE, LOW",
        "gemini-3-flash, NONE, MINIMAL",
        "gemini-3-pro-preview, MINIMAL, LOW",
        "gemini-3-flash, LOW, LOW",
        "gemini-3-pro-preview, MEDIUM, HIGH",
        "gemini-3.1-pro, MEDIUM, MEDIUM",
        "gemini-flash-latest, XHIGH, HIGH",
        "gemini-2.5-flash, NONE, 0",
        "gemini-2.5-pro, NONE, 128",
        "gemini-2.5-flash, MINIMAL, 512",
        "gemini-2.5-flash, LOW, 1024",
        "gemini-2.5-flash, MEDIUM, 8192",
        "gemini-2.5-flash, HIGH, 24576",
        "gemini-2.5-pro, XHIGH, 32768",
        "gemini-2.5-flash, XHIGH, 24576",
        "gemini-2.5-pro, MAX, -1",
        "gemini-2.0-flash, HIGH, ",
    })
    void effortIsALevelOrABudget(String model, Effort effort, String expected) {
        JsonNode config = Fixtures.write(
                        chat().withThinking(new Thinking(null, effort, null, null, false)), Fixtures.aim(model))
                .at("/generationConfig/thinkingConfig");
        String said = config.has("thinkingLevel")
                ? config.get("thinkingLevel").asText()
                : config.path("thinkingBudget").asText();
        assertThat(said).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void aBudgetStaysOneWhereTheModelTakesIt() {
        Thinking budget = new Thinking(Mode.ON, null, 5000, true, false);
        assertThat(Fixtures.write(chat().withThinking(budget), OLD).at("/generationConfig/thinkingConfig"))
                .isEqualTo(Fixtures.tree("{\"thinkingBudget\":5000,\"includeThoughts\":true}"));
        assertThat(Fixtures.write(chat().withThinking(budget), NEW).at("/generationConfig/thinkingConfig"))
                .isEqualTo(Fixtures.tree("{\"thinkingLevel\":\"MEDIUM\",\"includeThoughts\":true}"));
        assertThat(Fixtures.write(chat(), NEW).has("generationConfig")).isFalse();
    }

    @Test
    void theChoiceOfToolsIsSaid() {
        assertThat(choice(ToolChoice.named("f"), NEW))
                .isEqualTo(Fixtures.tree("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\"]}"));
        assertThat(choice(new ToolChoice(ToolChoice.Mode.NONE, List.of(), null), NEW))
                .isEqualTo(Fixtures.tree("{\"mode\":\"NONE\"}"));
        assertThat(choice(new ToolChoice(ToolChoice.Mode.AUTO, List.of("f"), null), NEW))
                .isEqualTo(Fixtures.tree("{\"mode\":\"VALIDATED\",\"allowedFunctionNames\":[\"f\"]}"));
        assertThat(choice(ToolChoice.UNSAID, NEW).isMissingNode()).isTrue();
        Losses losses = new Losses();
        Fixtures.CODEC.writeRequest(chat().withTools(List.of(F), new ToolChoice(null, List.of(), false)), NEW, losses);
        assertThat(losses.semantic()).contains("parallel_tool_calls");
    }

    private static JsonNode choice(ToolChoice choice, Aim aim) {
        return Fixtures.write(chat().withTools(List.of(F), choice), aim).at("/toolConfig/functionCallingConfig");
    }

    @Test
    void olderModelsGetTheVendorsSchema() {
        assertThat(Fixtures.write(chat().withTools(List.of(F), ToolChoice.UNSAID), NEW)
                        .at("/tools/0/functionDeclarations/0/parametersJsonSchema/type")
                        .asText())
                .isEqualTo("object");
        assertThat(Fixtures.write(chat().withTools(List.of(F), ToolChoice.UNSAID), Fixtures.aim("gemini-2.0-flash"))
                        .at("/tools/0/functionDeclarations/0/parameters"))
                .isEqualTo(Fixtures.tree("{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"STRING\"}}}"));
        assertThat(Fixtures.write(
                                chat().withTools(List.of(F), ToolChoice.UNSAID),
                                Fixtures.aim("gemini-2.5-pro", "schema", "subset"))
                        .at("/tools/0/functionDeclarations/0")
                        .has("parameters"))
                .isTrue();
    }

    @Test
    void toolsThatAnotherVendorRunsAreMappedDroppedOrRefused() {
        Tool search = new Tool.BuiltIn(
                "web_search", "openai-responses", Json.type("web_search").node(), Tool.Ability.WEB_SEARCH);
        Tool shell =
                new Tool.BuiltIn("shell", "openai-responses", Json.type("shell").node(), null);
        assertThat(Fixtures.write(chat().withTools(List.of(search), ToolChoice.UNSAID), NEW)
                        .get("tools"))
                .isEqualTo(Fixtures.tree("[{\"googleSearch\":{}}]"));
        assertThat(Fixtures.write(chat().withTools(List.of(search, F), ToolChoice.UNSAID), NEW)
                        .get("tools"))
                .hasSize(1);
        assertThat(Fixtures.write(
                                chat().withTools(List.of(search, F), ToolChoice.UNSAID),
                                Fixtures.aim("x", "builtin_tools", "map"))
                        .get("tools"))
                .hasSize(2);
        assertThat(Fixtures.write(chat().withTools(List.of(shell, F), ToolChoice.UNSAID), NEW)
                        .get("tools"))
                .hasSize(1);
        for (Aim aim :
                List.of(Fixtures.aim("x", "builtin_tools", "map"), Fixtures.aim("x", "builtin_tools", "refuse"))) {
            assertThatThrownBy(() -> Fixtures.write(chat().withTools(List.of(shell), ToolChoice.UNSAID), aim))
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining("shell");
        }
    }

    @Test
    void aSchemaBesideFunctionsIsAskedForInWordsBeforeTheThirdGeneration() {
        Output schema = new Output.Schema("r", null, Fixtures.tree("{\"type\":\"object\"}"), true);
        Chat chat = new Chat(
                "m", List.of(), List.of(F), ToolChoice.UNSAID, Settings.none(), schema, Thinking.UNSAID, false);
        Losses losses = new Losses();
        JsonNode old = Fixtures.again(Fixtures.CODEC.writeRequest(chat, OLD, losses));
        assertThat(old.has("generationConfig")).isFalse();
        assertThat(old.at("/systemInstruction/parts/0/text").asText()).contains("{\"type\":\"object\"}");
        assertThat(losses.emulated()).containsExactly("response_format");
        assertThat(Fixtures.write(chat, NEW)
                        .at("/generationConfig/responseMimeType")
                        .asText())
                .isEqualTo("application/json");
    }

    @Test
    void settingsWithoutAPlaceAreReported() {
        Settings settings = new Settings(
                5L,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                1L << 40,
                1,
                0,
                "low",
                Settings.Tier.SCALE,
                "u",
                Map.of("K", "V"),
                "key",
                null,
                null);
        Losses losses = new Losses();
        JsonNode config = Fixtures.again(Fixtures.CODEC.writeRequest(chat().withSettings(settings), NEW, losses))
                .get("generationConfig");
        assertThat(config).isEqualTo(Fixtures.tree("{\"maxOutputTokens\":5,\"seed\":256,\"responseLogprobs\":true}"));
        assertThat(losses.dropped()).contains("verbosity", "user", "prompt_cache_key", "service_tier", "metadata");
        Aim vertex = new Aim(
                "gemini-2.5-pro", URI.create("https://europe-west4-aiplatform.googleapis.com/v1"), null, Map.of());
        assertThat(Fixtures.write(chat().withSettings(settings), vertex).get("labels"))
                .isEqualTo(Fixtures.tree("{\"k\":\"v\"}"));
    }

    @Test
    void aThresholdOfSafetyMayBeConfigured() {
        JsonNode settings = Fixtures.write(chat(), Fixtures.aim("gemini-2.5-pro", "safety", "OFF"))
                .get("safetySettings");
        assertThat(settings)
                .hasSize(4)
                .allMatch(each -> each.get("threshold").asText().equals("OFF"));
    }

    @Test
    void tokensAreCountedOfTheWholeRequest() {
        Chat chat = chat(turn(Role.SYSTEM, new Part.Text("s")), turn(Role.USER, new Part.Text("x")));
        JsonNode count = Fixtures.again(Fixtures.COUNTING.ask(chat, OLD, new Losses()));
        assertThat(count.at("/generateContentRequest/model").asText()).isEqualTo("models/gemini-2.5-flash");
        assertThat(count.at("/generateContentRequest/systemInstruction/parts/0/text")
                        .asText())
                .isEqualTo("s");
    }

    @Test
    void noMoreTokensAreAskedForThanTheModelGives() {
        Chat chat = chat().withSettings(Settings.none().withMaxTokens(128_000L));
        assertThat(most(chat, OLD)).isEqualTo(65_536);
        assertThat(most(chat, Fixtures.aim("gemini-2.0-flash"))).isEqualTo(8_192);
        assertThat(most(chat, Fixtures.aim("house-model"))).isEqualTo(128_000);
        assertThat(most(chat, new Aim("gemini-2.5-pro", Fixtures.GOOGLE, 900L, Map.of())))
                .isEqualTo(900);
    }

    private static long most(Chat chat, Aim aim) {
        return Fixtures.write(chat, aim).at("/generationConfig/maxOutputTokens").longValue();
    }
}
