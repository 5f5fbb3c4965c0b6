package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    @Test
    void everyRoleIsATurnAndInstructionsMayStandAnywhere() {
        Chat chat = Requests.read("{'messages':[{'role':'system','content':'s'},{'role':'developer','content':'d'},"
                + "{'role':'user','content':'u','name':'bob'},{'role':'system','content':'late'},"
                + "{'role':'assistant','content':'a'}]}");
        assertThat(chat.turns())
                .containsExactly(
                        turn(Role.SYSTEM, "s"),
                        turn(Role.DEVELOPER, "d"),
                        new Turn(Role.USER, List.of(new Part.Text("u")), "bob"),
                        turn(Role.SYSTEM, "late"),
                        turn(Role.ASSISTANT, "a"));
        assertThat(chat.instructions()).hasSize(2);
    }

    @Test
    void messagesMayBeCalledInput() {
        assertThat(Requests.read("{'input':[{'role':'user','content':'u'}]}").turns())
                .containsExactly(turn(Role.USER, "u"));
        assertThat(Requests.read("{'input':'u'}").turns()).containsExactly(turn(Role.USER, "u"));
    }

    @Test
    void everyKindOfContentIsRead() {
        List<Part> parts = parts("[{'type':'text','text':'t'},"
                + "{'type':'image_url','image_url':{'url':'data:image/PNG;base64,QU JD','detail':'low'}},"
                + "{'type':'image_url','image_url':{'url':'https://a.example/i.png'}},"
                + "{'type':'image_url','image_url':'data:text/plain,a%20b'},"
                + "{'type':'input_audio','input_audio':{'data':'QUJD','format':'mp3'}},"
                + "{'type':'file','file':{'file_data':'data:application/pdf;base64,QUJD','filename':'a.pdf'}},"
                + "{'type':'file','file':{'file_data':'QUJD','filename':'a.txt'}},"
                + "{'type':'file','file':{'file_id':'file-1'}}]");
        assertThat(parts)
                .containsExactly(
                        new Part.Text("t"),
                        new Part.Image(new Media.Inline("image/png", "QUJD", null), "low", null),
                        new Part.Image(new Media.Link("", "https://a.example/i.png", null), null, null),
                        new Part.Image(new Media.Inline("text/plain", "YSBi", null), null, null),
                        new Part.Audio(new Media.Inline("audio/mp3", "QUJD", null)),
                        new Part.Document(
                                new Media.Inline("application/pdf", "QUJD", "a.pdf"), "a.pdf", null, false, null),
                        new Part.Document(new Media.Inline("text/plain", "QUJD", "a.txt"), "a.txt", null, false, null),
                        new Part.Document(new Media.Uploaded("", "file-1", "openai"), null, null, false, null));
    }

    @Test
    void cacheMarksAreReadInBothSpellings() {
        assertThat(parts("[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},"
                        + "{'type':'text','text':'b','cache_control':{'type':'ephemeral','ttl':'1h'}},"
                        + "{'type':'text','text':'c','prompt_cache_breakpoint':{'mode':'explicit','ttl':'12h'}}]"))
                .map(part -> ((Part.Text) part).cache())
                .containsExactly(CacheMark.SHORT, CacheMark.HOUR, CacheMark.HOURS_12);
        Chat chat = Requests.read("{'messages':[{'role':'user','content':[{'type':'text','text':'a'},"
                + "{'type':'text','text':'b'}],'cache_control':{'type':'ephemeral'}}]}");
        assertThat(chat.turns().get(0).parts())
                .map(part -> ((Part.Text) part).cache())
                .containsExactly(null, CacheMark.SHORT);
    }

    @Test
    void resultsInARowAreOneTurnAndKnowTheirCalls() {
        Chat chat = Requests.read("{'messages':[{'role':'assistant','content':'','tool_calls':["
                + "{'id':'1','type':'function','function':{'name':'f','arguments':'{ }'}},"
                + "{'id':'2','type':'custom','custom':{'name':'g','input':'free'},"
                + "'extra_content':{'google':{'thought_signature':'s'}}}]},"
                + "{'role':'tool','tool_call_id':'1','content':'one'},"
                + "{'role':'tool','tool_call_id':'2','content':[{'type':'text','text':'two'}]},"
                + "{'role':'user','content':'u'}]}");
        assertThat(chat.turns()).hasSize(3);
        assertThat(chat.turns().get(0).parts())
                .containsExactly(
                        new Part.ToolCall("1", "f", "{ }"),
                        new Part.ToolCall("2", "g", "free", Tool.Kind.CUSTOM, Seal.of("openai", "s"), null));
        assertThat(chat.turns().get(1))
                .isEqualTo(Turn.of(
                        Role.USER,
                        List.of(
                                new Part.ToolResult(
                                        "1", "f", List.of(new Part.Text("one")), false, Tool.Kind.FUNCTION, null),
                                new Part.ToolResult(
                                        "2", "g", List.of(new Part.Text("two")), false, Tool.Kind.CUSTOM, null))));
    }

    @Test
    void olderFunctionsAreTools() {
        Chat chat = Requests.read("{'functions':[{'name':'f','parameters':{'type':'object'}}],"
                + "'function_call':{'name':'f'},'messages':["
                + "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},"
                + "{'role':'function','name':'f','content':'r'}]}");
        assertThat(chat.tools()).map(Tool::name).containsExactly("f");
        assertThat(chat.choice()).isEqualTo(ToolChoice.named("f"));
        Part.ToolCall call = (Part.ToolCall) chat.turns().get(0).parts().get(0);
        Part.ToolResult result = (Part.ToolResult) chat.turns().get(1).parts().get(0);
        assertThat(call.id()).isEqualTo("call_legacy_1").isEqualTo(result.callId());
    }

    @Test
    void toolsKeepTheirSchemaAndTheirMarks() {
        Chat chat = Requests.read("{'messages':[],'tools':[{'type':'function','function':{'name':'f','description':'',"
                + "'parameters':{'type':'object','properties':{}},'strict':true},"
                + "'cache_control':{'type':'ephemeral'}},"
                + "{'type':'custom','custom':{'name':'g','format':{'type':'grammar','grammar':{}}}},"
                + "{'type':'web_search'}],'web_search_options':{}}");
        assertThat(chat.tools().get(0))
                .isEqualTo(new Tool.Function(
                        "f", "", Requests.json("{'type':'object','properties':{}}"), true, CacheMark.SHORT, null));
        assertThat(chat.tools().get(1)).isInstanceOf(Tool.Custom.class);
        assertThat(chat.tools().subList(2, 4))
                .allMatch(tool -> ((Tool.BuiltIn) tool).ability() == Tool.Ability.WEB_SEARCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'auto'|AUTO|",
                "'none'|NONE|",
                "'required'|ANY|",
                "{'type':'function','function':{'name':'f'}}|ANY|f",
                "{'type':'custom','custom':{'name':'f'}}|ANY|f",
                "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'f'}}]}}|ANY|f",
                "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','name':'f'}]}}|AUTO|f"
            })
    void choiceOfToolsIsRead(String choice, Mode mode, String only) {
        Chat chat = Requests.read("{'messages':[],'tool_choice':" + choice + ",'parallel_tool_calls':false}");
        assertThat(chat.choice()).isEqualTo(new ToolChoice(mode, only == null ? List.of() : List.of(only), false));
    }

    @Test
    void settingsAreRead() {
        Chat chat =
                Requests.read("{'messages':[],'max_tokens':5,'max_completion_tokens':7,'temperature':1.0,'top_p':0.50,"
                    + "'stop':'END','n':3,'seed':9,'logprobs':true,'top_logprobs':2,'verbosity':'low','service_tier':'flex',"
                    + "'user':'u','safety_identifier':'s','metadata':{'a':'b'},'prompt_cache_key':'k'}");
        assertThat(chat.settings().maxTokens()).isEqualTo(7);
        assertThat(chat.settings().temperature().toString()).isEqualTo("1.0");
        assertThat(chat.settings().topP().toString()).isEqualTo("0.50");
        assertThat(chat.settings().stop()).containsExactly("END");
        assertThat(chat.settings().candidates()).isEqualTo(3);
        assertThat(chat.settings().topLogprobs()).isEqualTo(2);
        assertThat(chat.settings().tier()).isEqualTo(Tier.FLEX);
        assertThat(chat.settings().user()).isEqualTo("s");
        assertThat(chat.settings().metadata()).containsEntry("a", "b");
        assertThat(chat.settings().cacheKey()).isEqualTo("k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'reasoning_effort':'high'`||HIGH||true",
                "`'reasoning_effort':'none'`||NONE||",
                "`'thinking':{'type':'enabled','budget_tokens':2000}`|ON||2000|true",
                "`'thinking':{'type':'disabled'}`|OFF|||",
                "`'reasoning':{'effort':'low','exclude':true}`||LOW||false",
                "`'enable_thinking':false`|OFF|||",
                "`'x':1`||||"
            })
    void thinkingIsReadInEverySpelling(
            String member, Thinking.Mode mode, Thinking.Effort effort, Integer budget, Boolean show) {
        assertThat(Requests.read("{'messages':[]," + member + "}").thinking())
                .isEqualTo(new Thinking(
                        mode, effort, budget, show, mode != Thinking.Mode.OFF && effort != Thinking.Effort.NONE));
    }

    @Test
    void thoughtsComeBackWithTheirState() {
        Chat chat = Requests.read(
                "{'messages':[{'role':'assistant','content':'a','reasoning_content':'hm',"
                    + "'reasoning_details':[{'type':'reasoning.text','text':'hm','signature':'s','index':0},"
                    + "{'type':'reasoning.encrypted','data':'d','index':1},"
                    + "{'type':'reasoning.summary','summary':'x','index':2},{'type':'reasoning.encrypted','data':'e','id':'rs'}]}]}");
        assertThat(chat.turns().get(0).parts())
                .containsExactly(
                        new Part.Reasoning("hm", List.of(), Seal.of("openai", "s")),
                        new Part.Reasoning("", List.of(), Seal.of("openai", "d")),
                        new Part.Reasoning("x", List.of(), new Seal("openai", "e", "rs")),
                        new Part.Text("a"));
        assertThat(Requests.read("{'messages':[{'role':'assistant','content':'a','reasoning_content':'hm'}]}")
                        .turns()
                        .get(0)
                        .parts())
                .containsExactly(new Part.Reasoning("hm", List.of(), Seal.NONE), new Part.Text("a"));
    }

    @Test
    void structuredOutputIsRead() {
        Output output = Requests.read("{'messages':[],'response_format':{'type':'json_schema','json_schema':"
                        + "{'name':'n','schema':{'type':'object'},'strict':true}}}")
                .output();
        assertThat(output).isEqualTo(new Output.Schema("n", null, Requests.json("{'type':'object'}"), true));
    }

    @Test
    void whatHasNoPlaceIsReportedUnderItsPath() {
        Losses losses = new Losses();
        Requests.read(
                "{'logit_bias':{'1':2},'prediction':{},'future':1,'temperature':'hot','response_format':{'type':'x'},"
                        + "'messages':[{'role':'user','new':1,'content':[{'type':'text','text':'a','odd':2},"
                        + "{'type':'hologram'}]}],'tools':[{'type':'function','function':{'name':'f','odd':1}}]}",
                losses);
        assertThat(losses.dropped())
                .containsExactlyInAnyOrder(
                        "unknown:messages[0].content[0].odd",
                        "unknown:messages[0].content[1]",
                        "unknown:messages[0].new",
                        "unknown:tools[0].function.odd",
                        "unknown:temperature",
                        "unknown:response_format.type",
                        "logit_bias",
                        "prediction",
                        "unknown:future");
        assertThat(losses.semantic()).contains("logit_bias").doesNotContain("prediction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|messages",
                "{'messages':3}|messages",
                "{'messages':[{'role':'wizard','content':''}]}|messages[0].role",
                "{'messages':[{'role':'user','content':3}]}|messages[0].content",
                "{'messages':[{'role':'user','content':[{'type':'file','file':{}}]}]}|messages[0].content[0].file",
                "{'messages':[],'modalities':['text','audio']}|modalities[1]",
                "{'messages':[],'response_format':{'type':'json_schema'}}|response_format.json_schema.schema"
            })
    void whatCannotBeConvertedNamesItsField(String body, String param) {
        assertThatThrownBy(() -> Requests.read(body))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault().param()).isEqualTo(param));
    }

    private static List<Part> parts(String content) {
        return Requests.read("{'messages':[{'role':'user','content':" + content + "}]}")
                .turns()
                .get(0)
                .parts();
    }

    private static Turn turn(Role role, String text) {
        return Turn.of(role, List.of(new Part.Text(text)));
    }
}
