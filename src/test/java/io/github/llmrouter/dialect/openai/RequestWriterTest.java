package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
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
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Aim;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWriterTest {

    private static final Aim GPT_4O = Requests.aim(Requests.OPENAI, "gpt-4o");
    private static final Aim GPT_5 = Requests.aim(Requests.OPENAI, "gpt-5");
    private static final Aim OTHER = Requests.aim(Requests.OTHER, "llama");
    private static final Part PICTURE = new Part.Image(new Media.Inline("image/png", "QUJD", null), null, null);

    private final Losses losses = new Losses();

    @Test
    void picturesInResultsFollowAllResultsInOneUserMessage() {
        JsonNode messages = messages(
                OTHER,
                Turn.of(
                        Role.ASSISTANT,
                        List.of(new Part.ToolCall("1", "f", ""), new Part.ToolCall("2", "g", "{\"a\":1.0}"))),
                Turn.of(
                        Role.USER,
                        List.of(
                                result("1", false, PICTURE),
                                result("2", true, new Part.Text("it broke")),
                                new Part.Text("go on"))));
        assertThat(messages)
                .isEqualTo(Requests.json("[{'role':'assistant','content':null,'tool_calls':["
                        + "{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'2','type':'function','function':{'name':'g','arguments':'{\\'a\\':1.0}'}}]},"
                        + "{'role':'tool','tool_call_id':'1','content':'See attached content 1'},"
                        + "{'role':'tool','tool_call_id':'2','content':'Error: it broke'},"
                        + "{'role':'user','content':[{'type':'text','text':'Attached content 1:'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}},"
                        + "{'type':'text','text':'go on'}]}]"));
    }

    @Test
    void picturesOfResultsComeBeforeTheAnswer() {
        JsonNode messages = messages(
                GPT_4O,
                Turn.of(Role.USER, List.of(result("1", false, new Part.Text("x"), PICTURE))),
                Turn.of(Role.USER, List.of(result("2", false, new Part.Text("y")))),
                Turn.of(Role.ASSISTANT, List.of(new Part.ToolCall("3", "f", "{}"))));
        assertThat(messages)
                .map(message -> message.path("role").asText())
                .containsExactly("tool", "tool", "user", "assistant");
    }

    @Test
    void errorIsOnlySaidOnce() {
        JsonNode messages = messages(OTHER, Turn.of(Role.USER, List.of(result("1", true, new Part.Text("Error: no")))));
        assertThat(messages.at("/0/content").asText()).isEqualTo("Error: no");
        assertThat(messages(OTHER, Turn.of(Role.USER, List.of(result("1", true))))
                        .at("/0/content")
                        .asText())
                .isEqualTo("Error: ");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1,gpt-4o,system,developer",
        "https://api.openai.com/v1,gpt-5.1,developer,developer",
        "https://x.openai.azure.com/openai/v1,o3-mini,developer,developer",
        "https://llm.example/v1,gpt-5,system,system"
    })
    void instructionsHaveTheRoleThatTheModelKnows(String base, String model, String system, String developer) {
        JsonNode messages = messages(
                Requests.aim(base, model),
                Turn.of(Role.SYSTEM, List.of(new Part.Text("s"))),
                Turn.of(Role.DEVELOPER, List.of(new Part.Text("d"))));
        assertThat(messages).map(message -> message.path("role").asText()).containsExactly(system, developer);
    }

    @Test
    void severalTextsAreAnArrayOnlyWhereThatIsUnderstood() {
        Turn turn = Turn.of(Role.SYSTEM, List.of(new Part.Text("a"), new Part.Text("b")));
        assertThat(messages(OTHER, turn).at("/0/content").asText()).isEqualTo("a\n\nb");
        assertThat(messages(GPT_4O, turn).at("/0/content")).hasSize(2);
    }

    @Test
    void textDocumentsGoIntoThePrompt() {
        Part plain = new Part.Document(new Media.Plain("text/plain", "body"), "a \"b\"", null, false, null);
        Part encoded = new Part.Document(new Media.Inline("text/plain", "Ym9keQ==", null), null, null, true, null);
        JsonNode messages = messages(GPT_4O, Turn.of(Role.USER, List.of(plain, encoded)));
        assertThat(messages.at("/0/content/0/text").asText())
                .isEqualTo("<document title=\"a &quot;b&quot;\">\nbody\n</document>");
        assertThat(messages.at("/0/content/1/text").asText()).isEqualTo("<document>\nbody\n</document>");
        assertThat(losses.dropped()).containsExactly("messages[].citations");
    }

    @Test
    void contentThatWouldBeLostIsRefused() {
        for (Part part : List.of(
                new Part.Video(new Media.Link("video/mp4", "gs://x", null)),
                new Part.Image(new Media.Uploaded("", "file_1", "anthropic"), null, null),
                new Part.Document(new Media.Link("", "https://a.example/a.pdf", null), null, null, false, null),
                new Part.Audio(new Media.Inline("audio/flac", "QUJD", null)))) {
            assertThatThrownBy(() -> messages(GPT_4O, Turn.of(Role.USER, List.of(part))))
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            e -> assertThat(e.fault().param()).isEqualTo("messages"));
        }
    }

    @Test
    void foreignThoughtsStayBehindAndOwnOnesGoBack() {
        Turn foreign = assistant(new Part.Reasoning("hm", List.of(), Seal.of("anthropic", "x")));
        assertThat(messages(OTHER, foreign).toString()).doesNotContain("hm");
        assertThat(losses.dropped()).containsExactly("messages[].reasoning");
        Turn own = assistant(
                new Part.Reasoning("hm", List.of(), Seal.of("openai", "s")),
                new Part.Reasoning("", List.of("a", "b"), new Seal("openai", "d", "rs_1")));
        assertThat(messages(OTHER, own).at("/0/reasoning_details"))
                .isEqualTo(Requests.json("[{'type':'reasoning.text','text':'hm','signature':'s','index':0},"
                        + "{'type':'reasoning.summary','summary':'a','index':1},"
                        + "{'type':'reasoning.summary','summary':'b','index':2},"
                        + "{'type':'reasoning.encrypted','data':'d','id':'rs_1','index':3}]"));
        Turn plain = assistant(new Part.Reasoning("hm", List.of(), Seal.NONE));
        Aim deepSeek = Requests.aim("https://api.deepseek.com/v1", "deepseek-reasoner");
        assertThat(messages(deepSeek, plain).at("/0/reasoning_content").asText())
                .isEqualTo("hm");
    }

    @Test
    void onlyTheLastFourCacheMarksAreKept() {
        List<Part> parts = java.util.Collections.nCopies(6, new Part.Text("t", List.of(), CacheMark.HOUR, null));
        Aim marking = Requests.aim(Requests.OPENAI, "gpt-5.6");
        JsonNode content = messages(marking, Turn.of(Role.USER, parts)).at("/0/content");
        assertThat(content)
                .map(part -> part.at("/prompt_cache_breakpoint/ttl").asText())
                .containsExactly("", "", "12h", "12h", "12h", "12h");
        assertThat(messages(GPT_4O, Turn.of(Role.USER, parts)).toString()).doesNotContain("cache");
        Aim router = Requests.aim("https://openrouter.ai/api/v1", "anthropic/claude");
        assertThat(messages(router, Turn.of(Role.USER, parts.subList(0, 1))).at("/0/content/0/cache_control"))
                .isEqualTo(Requests.json("{'type':'ephemeral','ttl':'1h'}"));
    }

    @ParameterizedTest
    @CsvSource({"https://api.openai.com/v1,max_completion_tokens", "https://llm.example/v1,max_tokens"})
    void limitHasTheNameThatTheServiceKnows(String base, String field) {
        Chat chat = chat(Settings.none().withMaxTokens(50L));
        assertThat(Requests.write(chat, Requests.aim(base, "m")).path(field).asInt())
                .isEqualTo(50);
        Aim small = new Aim("m", URI.create(base), 20L, Map.of());
        assertThat(Requests.write(chat, small, losses).path(field).asInt()).isEqualTo(20);
        assertThat(losses.changed()).containsExactly("max_tokens(50>20)");
    }

    @Test
    void limitOfZeroIsRefused() {
        assertThatThrownBy(() -> Requests.write(chat(Settings.none().withMaxTokens(0L)), GPT_4O))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void reasoningModelsGetNoSampling() {
        Chat chat = Requests.read("{'messages':[],'temperature':0.5,'top_p':1.0,'logprobs':true,'stop':['x']}");
        JsonNode body = Requests.write(chat, GPT_5, losses);
        assertThat(body.has("temperature") || body.has("logprobs") || body.has("stop"))
                .isFalse();
        assertThat(body.path("top_p").toString()).isEqualTo("1.0");
        assertThat(losses.dropped()).containsExactlyInAnyOrder("temperature", "logprobs", "stop");
        assertThat(Requests.write(chat, GPT_4O).path("temperature").toString()).isEqualTo("0.5");
        assertThat(Answers.CODEC.maxStopSequences(GPT_5)).isZero();
        assertThat(Answers.CODEC.maxStopSequences(GPT_4O)).isEqualTo(4);
    }

    @Test
    void imitationsOnlyGetWhatEverybodyKnows() {
        Chat chat = Requests.read("{'messages':[],'verbosity':'low','service_tier':'flex','prompt_cache_key':'k',"
                + "'metadata':{'a':'b'},'user':'u','seed':3,'top_k':4}");
        JsonNode body = Requests.write(chat, OTHER, losses);
        assertThat(body.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("model", "messages", "user", "seed");
        assertThat(losses.dropped())
                .containsExactlyInAnyOrder("verbosity", "service_tier", "prompt_cache_key", "metadata", "top_k");
        assertThat(Requests.write(chat, GPT_4O).path("safety_identifier").asText())
                .isEqualTo("u");
    }

    @Test
    void longUserIdsAreHashed() {
        Chat chat = Requests.read("{'messages':[],'user':'" + "u".repeat(200) + "'}");
        assertThat(Requests.write(chat, GPT_4O).path("safety_identifier").asText())
                .matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1,o3,XHIGH,high",
        "https://api.openai.com/v1,o3,NONE,low",
        "https://api.openai.com/v1,gpt-5,NONE,minimal",
        "https://api.openai.com/v1,gpt-5.1,MINIMAL,low",
        "https://api.openai.com/v1,gpt-5.1,NONE,none",
        "https://api.openai.com/v1,gpt-5.6,MAX,max",
        "https://api.openai.com/v1,gpt-4o,HIGH,",
        "https://llm.example/v1,llama,MAX,high"
    })
    void effortIsTheNearestThatTheModelKnows(String base, String model, Thinking.Effort effort, String expected) {
        Chat chat = chat(Settings.none()).withThinking(new Thinking(null, effort, null, null, false));
        assertThat(Requests.write(chat, Requests.aim(base, model))
                        .path("reasoning_effort")
                        .asText(null))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1024,low", "4096,low", "12288,medium", "24576,high", "24577,xhigh"})
    void budgetBecomesAnEffort(int budget, String expected) {
        Chat chat = chat(Settings.none()).withThinking(new Thinking(Thinking.Mode.ON, null, budget, null, false));
        assertThat(Requests.write(chat, Requests.aim(Requests.OPENAI, "gpt-5.2"))
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo(expected);
    }

    @Test
    void strictIsKeptOnlyForSchemasThatQualify() {
        JsonNode open = Requests.json("{'type':'object','properties':{'a':{'type':'string'}}}");
        JsonNode closed = Requests.json("{'type':'object','properties':{'a':{'oneOf':[{'type':'string'}]}},"
                + "'required':['a'],'additionalProperties':false}");
        Chat chat = chat(Settings.none())
                .withTools(
                        List.of(
                                new Tool.Function("open", null, open, true, null, null),
                                new Tool.Function("closed", null, closed, true, null, null),
                                new Tool.Function("silent", null, open, null, null, null)),
                        ToolChoice.UNSAID);
        JsonNode tools = Requests.write(chat, GPT_4O, losses).path("tools");
        assertThat(tools.at("/0/function/strict").toString()).isEqualTo("false");
        assertThat(tools.at("/1/function/strict").toString()).isEqualTo("true");
        assertThat(tools.at("/1/function/parameters/properties/a/anyOf")).hasSize(1);
        assertThat(tools.at("/2/function").has("strict")).isFalse();
        assertThat(losses.changed()).containsExactly("tools.open.strict(true>false)");
    }

    @Test
    void choiceAmongToolsIsEmulatedWhereItIsUnknown() {
        Chat chat = chat(Settings.none())
                .withTools(
                        List.of(function("f"), function("g"), function("h")),
                        new ToolChoice(Mode.ANY, List.of("f", "g"), true));
        JsonNode official = Requests.write(chat, GPT_4O);
        assertThat(official.path("tools")).hasSize(3);
        assertThat(official.path("tool_choice"))
                .isEqualTo(
                        Requests.json(
                                "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':["
                                    + "{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'g'}}]}}"));
        JsonNode other = Requests.write(chat, OTHER);
        assertThat(other.path("tools")).hasSize(2);
        assertThat(other.path("tool_choice").asText()).isEqualTo("required");
    }

    @Test
    void withoutToolsThereIsNoChoiceToMake() {
        Chat chat = chat(Settings.none()).withTools(List.of(), new ToolChoice(Mode.AUTO, List.of(), true));
        JsonNode body = Requests.write(chat, GPT_4O);
        assertThat(body.has("tool_choice") || body.has("parallel_tool_calls") || body.has("tools"))
                .isFalse();
    }

    @Test
    void foreignToolsAreDroppedAndReportedOrRefused() {
        Tool search = new Tool.BuiltIn(
                "web_search", "openai-responses", Requests.json("{'type':'web_search'}"), Tool.Ability.WEB_SEARCH);
        Chat chat = chat(Settings.none()).withTools(List.of(search), ToolChoice.UNSAID);
        assertThat(Requests.write(chat, GPT_4O, losses).has("tools")).isFalse();
        assertThat(losses.semantic()).containsExactly("tools.web_search");
        assertThat(Requests.write(chat, Requests.aim(Requests.OPENAI, "gpt-4o-search-preview"))
                        .has("web_search_options"))
                .isTrue();
        Aim refusing = new Aim("gpt-4o", URI.create(Requests.OPENAI), null, Map.of("builtin_tools", "refuse"));
        assertThatThrownBy(() -> Requests.write(chat, refusing)).isInstanceOf(FaultException.class);
    }

    @Test
    void streamsAskForUsageUnlessTheServiceMustNotBeAsked() {
        Chat chat = chat(Settings.none()).withStream(true);
        assertThat(Requests.write(chat, OTHER)
                        .at("/stream_options/include_usage")
                        .asBoolean())
                .isTrue();
        Aim silent = new Aim("m", URI.create(Requests.OTHER), null, Map.of("include_usage", "false"));
        assertThat(Requests.write(chat, silent).has("stream_options")).isFalse();
    }

    @Test
    void structuredOutputIsWritten() {
        Output schema = new Output.Schema("a b", null, Requests.json("{'type':'object'}"), true);
        Chat plain = chat(Settings.none());
        Chat chat = new Chat(
                "m", plain.turns(), List.of(), ToolChoice.UNSAID, Settings.none(), schema, Thinking.UNSAID, false);
        assertThat(Requests.write(chat, GPT_4O, losses).path("response_format"))
                .isEqualTo(Requests.json("{'type':'json_schema','json_schema':{'name':'a_b',"
                        + "'schema':{'type':'object'},'strict':false}}"));
        assertThat(losses.semantic()).containsExactly("response_format.strict");
    }

    @Test
    void topKGoesWhereItIsKnown() {
        Chat chat = Requests.read("{'messages':[],'top_k':4}");
        Aim knowing = new Aim("m", URI.create(Requests.OTHER), null, Map.of("top_k", "true"));
        assertThat(Requests.write(chat, knowing).path("top_k")).isEqualTo(IntNode.valueOf(4));
    }

    private JsonNode messages(Aim aim, Turn... turns) {
        return Requests.write(chat(Settings.none()).withTurns(List.of(turns)), aim, losses)
                .path("messages");
    }

    private static Chat chat(Settings settings) {
        return new Chat("m", List.of(), List.of(), ToolChoice.UNSAID, settings, Output.TEXT, Thinking.UNSAID, false);
    }

    private static Tool function(String name) {
        return new Tool.Function(name, null, null, null, null, null);
    }

    private static Part result(String id, boolean failed, Part... parts) {
        return new Part.ToolResult(id, "", List.of(parts), failed, Tool.Kind.FUNCTION, null);
    }

    private static Turn assistant(Part... thoughts) {
        List<Part> parts = new java.util.ArrayList<>(List.of(thoughts));
        parts.add(new Part.ToolCall("1", "f", "{}"));
        return Turn.of(Role.ASSISTANT, parts);
    }
}
