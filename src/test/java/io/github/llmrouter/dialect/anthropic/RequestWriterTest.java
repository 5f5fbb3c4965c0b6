package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a request from another dialect becomes. */
class RequestWriterTest {

    private static final String OLD = "claude-3-5-sonnet-20241022";
    private static final String BUDGET = "claude-sonnet-4-5";
    private static final String NEW = "claude-opus-4-8";

    private final Losses losses = new Losses();

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

    private static Chat hello() {
        return chat(said(Role.USER, "hello"));
    }

    private static Turn said(Role role, String text) {
        return Turn.of(role, List.of(new Part.Text(text)));
    }

    private static Chat with(Chat chat, Output output) {
        return new Chat(
                chat.model(),
                chat.turns(),
                chat.tools(),
                chat.choice(),
                chat.settings(),
                output,
                chat.thinking(),
                chat.stream());
    }

    private static Tool function(String name) {
        return new Tool.Function(name, null, null, null, null, null);
    }

    private JsonNode written(Chat chat, String model) {
        JsonNode body = Requests.written(chat, model, losses);
        Requests.check(body);
        return body;
    }

    private static Settings sampling(String json) {
        JsonNode wish = Requests.json(json);
        return new Settings(
                wish.hasNonNull("max") ? wish.path("max").longValue() : null,
                wish.get("temperature"),
                wish.get("top_p"),
                wish.get("top_k"),
                List.of(),
                null,
                null,
                null,
                1,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null);
    }

    @Test
    void theLimitIsNeverZero() {
        assertThat(written(hello(), NEW).path("max_tokens").asLong()).isEqualTo(8192);
    }

    @Test
    void aHighTemperatureIsClamped() {
        JsonNode body = written(hello().withSettings(sampling("{'temperature':1.4}")), BUDGET);
        assertThat(body.path("temperature").intValue()).isEqualTo(1);
        assertThat(losses.changed()).containsExactly("temperature(1.4>1)");
    }

    @Test
    void temperatureAndTopPTogetherAreTooMuchForNewerModels() {
        Chat both = hello().withSettings(sampling("{'temperature':0.5,'top_p':0.9}"));
        assertThat(written(both, OLD).has("top_p")).isTrue();
        assertThat(losses.isEmpty()).isTrue();
        assertThat(written(both, BUDGET).has("top_p")).isFalse();
        assertThat(losses.dropped()).containsExactly("top_p");
    }

    @Test
    void theNewestModelsTakeNoSampling() {
        JsonNode body = written(hello().withSettings(sampling("{'temperature':0.5,'top_p':0.9,'top_k':5}")), NEW);
        assertThat(body.has("temperature") || body.has("top_p") || body.has("top_k"))
                .isFalse();
        assertThat(losses.dropped()).containsExactlyInAnyOrder("temperature", "top_p", "top_k");
        assertThat(losses.semantic()).containsExactly("top_k");
    }

    @Test
    void anEffortIsAdaptiveThinkingOnNewModelsAndABudgetOnOlderOnes() {
        Chat chat = hello().withThinking(new Thinking(null, Thinking.Effort.MEDIUM, null, null, false));
        JsonNode newer = written(chat, NEW);
        assertThat(newer.path("thinking")).isEqualTo(Requests.json("{'type':'adaptive'}"));
        assertThat(newer.path("output_config")).isEqualTo(Requests.json("{'effort':'medium'}"));
        JsonNode older = written(chat, BUDGET);
        assertThat(older.path("thinking")).isEqualTo(Requests.json("{'type':'enabled','budget_tokens':8192}"));
        assertThat(older.path("max_tokens").asLong()).isEqualTo(8192 + 8192);
        assertThat(older.has("output_config")).isFalse();
    }

    @Test
    void aBudgetStaysBelowTheLimit() {
        Chat chat = hello().withThinking(new Thinking(null, Thinking.Effort.HIGH, null, null, false));
        assertThat(written(chat.withSettings(sampling("{'max':5000}")), BUDGET)
                        .at("/thinking/budget_tokens")
                        .asLong())
                .isEqualTo(4999);
        assertThat(written(chat.withSettings(sampling("{'max':1000}")), BUDGET).has("thinking"))
                .isFalse();
        assertThat(losses.dropped()).containsExactly("thinking(max_tokens)");
    }

    @Test
    void thinkingOffIsSaidSo() {
        Chat chat = hello().withThinking(new Thinking(null, Thinking.Effort.NONE, null, null, false));
        assertThat(written(chat, NEW).path("thinking")).isEqualTo(Requests.json("{'type':'disabled'}"));
        assertThat(written(chat, OLD).has("thinking")).isFalse();
    }

    @Test
    void thinkingForbidsOtherTemperatures() {
        Chat chat = hello().withThinking(new Thinking(Thinking.Mode.ON, null, 2000, true, false));
        JsonNode body = written(chat.withSettings(sampling("{'temperature':0.2,'top_p':0.5}")), BUDGET);
        assertThat(body.has("temperature") || body.has("top_p")).isFalse();
        assertThat(body.path("thinking"))
                .isEqualTo(Requests.json("{'type':'enabled','budget_tokens':2000,'display':'summarized'}"));
    }

    @Test
    void aForcedToolForbidsToThinkWithinABudget() {
        Chat chat = hello().withThinking(new Thinking(null, Thinking.Effort.HIGH, null, null, false))
                .withTools(List.of(function("f")), ToolChoice.named("f"));
        assertThat(written(chat, BUDGET).has("thinking")).isFalse();
        assertThat(losses.dropped()).containsExactly("thinking(tool_choice)");
        assertThat(written(chat, NEW).has("thinking")).isTrue();
    }

    @Test
    void aToolStepWithoutItsThoughtIsContinuedWithoutThinking() {
        Turn call = Turn.of(Role.ASSISTANT, List.of(new Part.ToolCall("c", "f", "{}")));
        Turn result =
                Turn.of(Role.USER, List.of(new Part.ToolResult("c", "f", List.of(), false, Tool.Kind.FUNCTION, null)));
        Chat chat = chat(said(Role.USER, "go"), call, result)
                .withThinking(new Thinking(Thinking.Mode.ON, null, 2000, null, false));
        JsonNode body = written(chat, BUDGET);
        assertThat(body.has("thinking")).isFalse();
        assertThat(body.at("/messages/2/content/0/content").asText("none")).isEmpty();
        assertThat(losses.dropped()).containsExactly("thinking(history)");
    }

    @Test
    void onlyOwnThoughtIsSentBack() {
        Part own = new Part.Reasoning("mine", List.of(), Seal.of(Anthropic.NAME, "S"));
        Part foreign = new Part.Reasoning("theirs", List.of(), Seal.of("gemini", "S"));
        Part unsigned = new Part.Reasoning("nobody's", List.of(), Seal.NONE);
        JsonNode body = written(
                chat(
                        said(Role.USER, "q"),
                        Turn.of(Role.ASSISTANT, List.of(own, foreign, unsigned, new Part.Text("a"))),
                        said(Role.USER, "q2")),
                NEW);
        assertThat(body.at("/messages/1/content"))
                .isEqualTo(Requests.json(
                        "[{'type':'thinking','thinking':'mine','signature':'S'},{'type':'text','text':'a'}]"));
        assertThat(losses.dropped()).containsExactly("reasoning");
    }

    @Test
    void instructionsInBetweenGoWhereTheModelTakesThem() {
        Chat chat = chat(
                said(Role.SYSTEM, "be kind"),
                said(Role.USER, "q"),
                said(Role.DEVELOPER, "now be brief"),
                said(Role.ASSISTANT, "a"),
                said(Role.USER, "q2"));
        JsonNode newer = written(chat, NEW);
        assertThat(newer.path("system").asText()).isEqualTo("be kind");
        assertThat(newer.at("/messages/1")).isEqualTo(Requests.json("{'role':'system','content':'now be brief'}"));
        assertThat(new Anthropic().codec().requestHeaders(chat, Requests.aim(NEW)))
                .containsEntry("anthropic-beta", "mid-conversation-system-2026-04-07");

        JsonNode older = written(chat, BUDGET);
        assertThat(older.at("/messages/0/content/1/text").asText())
                .isEqualTo("<system-reminder>\nnow be brief\n</system-reminder>");
        assertThat(older.path("messages")).hasSize(3);
        assertThat(new Anthropic().codec().requestHeaders(chat, Requests.aim(BUDGET)))
                .isEqualTo(Map.of("anthropic-version", "2023-06-01"));
    }

    @Test
    void nothingComesBetweenACallAndItsResult() {
        Turn call = Turn.of(Role.ASSISTANT, List.of(new Part.ToolCall("c", "f", "{\"a\":1.50}")));
        Turn result = Turn.of(
                Role.USER,
                List.of(
                        new Part.Text("before"),
                        new Part.ToolResult(
                                "c", "f", List.of(new Part.Text("r")), true, Tool.Kind.FUNCTION, CacheMark.HOUR)));
        Chat chat = chat(said(Role.USER, "q"), call, said(Role.SYSTEM, "note"), result, said(Role.USER, "after"));
        for (String model : List.of(NEW, BUDGET)) {
            JsonNode body = written(chat, model);
            assertThat(body.at("/messages/1/content/0/input").toString()).isEqualTo("{\"a\":1.50}");
            assertThat(body.at("/messages/2/content/0"))
                    .isEqualTo(
                            Requests.json(
                                    "{'type':'tool_result','tool_use_id':'c','content':'r','is_error':true,'cache_control':{'type':'ephemeral','ttl':'1h'}}"));
            assertThat(body.findValuesAsText("text").toString()).contains("before");
        }
    }

    @Test
    void aPrefillIsTrimmedOrReported() {
        Chat chat = chat(said(Role.USER, "q"), said(Role.ASSISTANT, "Answer: \n"));
        assertThat(written(chat, BUDGET).at("/messages/1/content").asText()).isEqualTo("Answer:");
        assertThat(losses.isEmpty()).isTrue();
        assertThat(written(chat, NEW).path("messages")).hasSize(1);
        assertThat(losses.semantic()).containsExactly("prefill");
    }

    @Test
    void blankTextLeavesItsCacheMarkBehind() {
        Turn turn =
                Turn.of(Role.USER, List.of(new Part.Text("q"), new Part.Text(" ", List.of(), CacheMark.SHORT, null)));
        assertThat(written(chat(turn), NEW).at("/messages/0/content"))
                .isEqualTo(Requests.json("[{'type':'text','text':'q','cache_control':{'type':'ephemeral'}}]"));
    }

    @Test
    void onlyTheLastFourCacheMarksAreKept() {
        List<Part> parts = List.of("1", "2", "3", "4", "5", "6").stream()
                .map(text -> (Part) new Part.Text(text, List.of(), CacheMark.SHORT, null))
                .toList();
        JsonNode content = written(chat(Turn.of(Role.USER, parts)), NEW).at("/messages/0/content");
        assertThat(content.get(1).has("cache_control")).isFalse();
        assertThat(content.get(2).has("cache_control")).isTrue();
        assertThat(losses.dropped()).containsExactly("cache_control");
    }

    @Test
    void aConversationNeedsAMessageOfTheUser() {
        JsonNode body = written(chat(said(Role.SYSTEM, "only this")), NEW);
        assertThat(body.path("messages").get(0)).isEqualTo(Requests.json("{'role':'user','content':'.'}"));
        assertThat(written(chat(said(Role.ASSISTANT, "hi"), said(Role.USER, "q")), BUDGET)
                        .at("/messages/0/role")
                        .asText())
                .isEqualTo("user");
    }

    @Test
    void imagesOfOtherKindsAreRefused() {
        Chat png = chat(image(new Media.Inline("", "iVBORw0KGgoAAAA", null)));
        assertThat(written(png, NEW)
                        .at("/messages/0/content/0/source/media_type")
                        .asText())
                .isEqualTo("image/png");
        assertRefused(chat(image(new Media.Inline("image/bmp", "Qk0=", null))));
        assertRefused(chat(image(new Media.Uploaded("", "file-1", "openai"))));
        assertRefused(chat(Turn.of(Role.USER, List.of(new Part.Audio(new Media.Inline("audio/wav", "UklG", null))))));
    }

    private static Turn image(Media media) {
        return Turn.of(Role.USER, List.of(new Part.Image(media, null, null)));
    }

    private void assertRefused(Chat chat) {
        assertThatThrownBy(() -> written(chat, NEW)).isInstanceOf(FaultException.class);
    }

    @Test
    void textFilesBecomeTextDocuments() {
        Media media = new Media.Inline("text/csv", "YTtiCg==", "t.csv");
        Turn turn = Turn.of(Role.USER, List.of(new Part.Document(media, null, null, false, null)));
        assertThat(written(chat(turn), NEW).at("/messages/0/content/0"))
                .isEqualTo(Requests.json(
                        "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'a;b\\n"
                                + "'},'title':'t.csv'}"));
    }

    @Test
    void toolChoicesAreTranslated() {
        List<Tool> tools = List.of(function("a"), function("b"), function("c"));
        assertChoice(tools, new ToolChoice(null, List.of(), false), "{'type':'auto','disable_parallel_tool_use':true}");
        assertChoice(tools, new ToolChoice(ToolChoice.Mode.NONE, List.of(), false), "{'type':'none'}");
        assertChoice(tools, ToolChoice.named("b"), "{'type':'tool','name':'b'}");
        assertChoice(tools, new ToolChoice(ToolChoice.Mode.VALIDATED, List.of(), null), "{'type':'auto'}");
        assertChoice(List.of(), ToolChoice.named("b"), null);
        Chat some = hello().withTools(tools, new ToolChoice(ToolChoice.Mode.ANY, List.of("a", "c"), null));
        assertThat(written(some, NEW).path("tools").findValuesAsText("name")).containsExactly("a", "c");
    }

    private void assertChoice(List<Tool> tools, ToolChoice choice, String expected) {
        JsonNode written = written(hello().withTools(tools, choice), NEW).get("tool_choice");
        assertThat(written).isEqualTo(expected == null ? null : Requests.json(expected));
    }

    @Test
    void othersBuiltInToolsAreRefusedMappedOrDropped() {
        Tool search = new Tool.BuiltIn(
                "web_search", "openai-responses", Json.type("web_search").node(), Tool.Ability.WEB_SEARCH);
        Chat chat = hello().withTools(List.of(search), ToolChoice.UNSAID);
        Aim refusing = Requests.aim(NEW, Map.of("builtin_tools", "refuse"));
        assertThatThrownBy(() -> Requests.written(chat, refusing, losses)).isInstanceOf(FaultException.class);
        assertThat(Requests.written(chat, Requests.aim(NEW, Map.of("builtin_tools", "map")), losses)
                        .at("/tools/0/name")
                        .asText())
                .isEqualTo("web_search");
        assertThat(Requests.written(chat, Requests.aim(NEW, Map.of("builtin_tools", "drop")), losses)
                        .has("tools"))
                .isFalse();
        assertThat(losses.semantic()).contains("tools.web_search");
    }

    private static Output schema() {
        return new Output.Schema(
                "r",
                null,
                Requests.json(
                        "{'type':'object','properties':{'n':{'type':'integer','minimum':1},'u':{'oneOf':[{'type':'string'},{'type':'null'}]}}}"),
                true);
    }

    @Test
    void aSchemaIsEnforcedByTheModelThatCan() {
        JsonNode format = written(with(hello(), schema()), NEW).at("/output_config/format");
        assertThat(format)
                .isEqualTo(
                        Requests.json(
                                "{'type':'json_schema','schema':{'type':'object','properties':{'n':{'type':'integer','description':'{minimum:"
                                    + " 1}'},'u':{'anyOf':[{'type':'string'},{'type':'null'}]}},'additionalProperties':false}}"));
        assertThat(losses.semantic()).containsExactly("response_format.schema");
    }

    @Test
    void aSchemaIsAForcedToolForOlderModels() {
        JsonNode body = written(with(hello(), schema()), OLD);
        String tool = body.at("/tools/0/name").asText();
        assertThat(body.path("tool_choice"))
                .isEqualTo(Requests.json("{'type':'tool','name':'" + tool + "','disable_parallel_tool_use':true}"));
        assertThat(losses.emulated()).containsExactly("response_format");
        Chat tools = with(hello().withTools(List.of(function("f")), ToolChoice.UNSAID), schema());
        assertThat(written(tools, OLD).path("tool_choice")).isEqualTo(Requests.json("{'type':'any'}"));
        Chat thinking = with(hello().withThinking(new Thinking(Thinking.Mode.ON, null, 2000, null, false)), schema());
        JsonNode prompted = written(thinking, "claude-sonnet-4-0");
        assertThat(prompted.has("tools")).isFalse();
        assertThat(prompted.path("system").asText()).contains("JSON Schema");
    }

    @Test
    void toolSchemasAreObjects() {
        assertSchema("{}", "{'type':'object','properties':{}}");
        assertSchema("{'properties':{'a':{}}}", "{'type':'object','properties':{'a':{}}}");
        assertSchema(
                "{'anyOf':[{'type':'object','properties':{'a':{}}},{'type':'object','properties':{'b':{}}}]}",
                "{'type':'object','properties':{'a':{},'b':{}}}");
        assertSchema("{'type':['object','null']}", "{'type':'object'}");
        assertSchema("{'type':{'a':1}}", "{'type':'object'}");
    }

    private void assertSchema(String schema, String expected) {
        Tool tool = new Tool.Function("f", null, Requests.json(schema), null, null, null);
        assertThat(written(hello().withTools(List.of(tool), ToolChoice.UNSAID), NEW)
                        .at("/tools/0/input_schema"))
                .isEqualTo(Requests.json(expected));
    }

    @Test
    void strictStaysOnlyWhereTheVendorTakesTheSchema() {
        JsonNode closed = Requests.json("{'type':'object','properties':{},'additionalProperties':false}");
        Tool qualifies = new Tool.Function("f", null, closed, true, null, null);
        assertThat(written(hello().withTools(List.of(qualifies), ToolChoice.UNSAID), NEW)
                        .at("/tools/0/strict")
                        .booleanValue())
                .isTrue();
        assertThat(written(hello().withTools(List.of(qualifies), ToolChoice.UNSAID), OLD)
                        .at("/tools/0")
                        .has("strict"))
                .isFalse();
        assertThat(losses.semantic()).containsExactly("tools.f.strict");
    }

    @Test
    void recursiveSchemasAreCutOff() {
        JsonNode schema = Requests.json(
                "{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':{'next':{'$ref':'#/$defs/n'}}}}}");
        StrictSchema.Result strict = StrictSchema.of(schema);
        assertThat(strict.weakened()).isTrue();
        assertThat(strict.schema()).isEqualTo(Requests.json("{'type':'object','additionalProperties':false}"));
    }
}
