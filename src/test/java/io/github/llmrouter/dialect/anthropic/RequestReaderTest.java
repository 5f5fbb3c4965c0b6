package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of this dialect means. */
class RequestReaderTest {

    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    private static List<Part> user(String blocks) {
        return Requests.chat("{'messages':[{'role':'user','content':" + blocks + "}]}")
                .turns()
                .getFirst()
                .parts();
    }

    private static Media source(String source) {
        return ((Part.Document)
                        user("[{'type':'document','source':" + source + "}]").getFirst())
                .media();
    }

    @Test
    void documentsComeFromEverywhere() {
        assertThat(source("{'type':'base64','media_type':'application/pdf','data':'JVB\\nERi'}"))
                .isEqualTo(new Media.Inline("application/pdf", "JVBERi", null));
        assertThat(source("{'type':'text','media_type':'text/plain','data':'t'}"))
                .isEqualTo(new Media.Plain("text/plain", "t"));
        assertThat(source("{'type':'url','url':'https://example.com/a'}"))
                .isEqualTo(new Media.Link("application/pdf", "https://example.com/a", null));
        assertThat(source("{'type':'file','file_id':'f'}")).isEqualTo(new Media.Uploaded("", "f", "anthropic"));
        assertThat(source("{'type':'content','content':[{'type':'text','text':'t'}]}"))
                .isEqualTo(new Media.Parts(List.of(new Part.Text("t"))));
    }

    @Test
    void aSearchResultIsADocument() {
        assertThat(
                        user(
                                "[{'type':'search_result','source':'https://a','title':'A','content':[{'type':'text','text':'t'}],'citations':{'enabled':true},'cache_control':{'type':'ephemeral','ttl':'1h'}}]"))
                .containsExactly(new Part.Document(
                        new Media.Parts(List.of(new Part.Text("t"))), "A", "https://a", true, CacheMark.HOUR));
    }

    @Test
    void aToolResultKnowsItsTool() {
        Chat chat = Requests.chat(
                "{'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'c','name':'f','input':{'b':1.0,'a':2}}]},"
                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','is_error':true,'content':'no'},"
                    + "{'type':'tool_result','tool_use_id':'d'}]}]}");
        assertThat(chat.turns().get(0).parts()).containsExactly(new Part.ToolCall("c", "f", "{\"b\":1.0,\"a\":2}"));
        assertThat(chat.turns().get(1).parts())
                .containsExactly(
                        new Part.ToolResult("c", "f", List.of(new Part.Text("no")), true, Tool.Kind.FUNCTION, null),
                        new Part.ToolResult("d", "", List.of(), false, Tool.Kind.FUNCTION, null));
    }

    @Test
    void stateInAnEnvelopeIsHandedOnAsItIs() {
        Chat chat = Requests.chat(
                "{'messages':[{'role':'assistant','content':["
                    + "{'type':'redacted_thinking','data':'TFIBAA=='},{'type':'thinking','thinking':'t','signature':'TFIBBB=='}]}]}");
        assertThat(chat.turns().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning("", List.of(), Seal.of("anthropic", "TFIBAA==")),
                        new Part.Reasoning("t", List.of(), Seal.of("anthropic", "TFIBBB==")));
    }

    @Test
    void theBillingHeaderOfClaudeCodeIsLeftOut() {
        Losses losses = new Losses();
        Chat chat = new Anthropic()
                .codec()
                .readRequest(
                        Requests.ask(Requests.json("{'system':[{'type':'text','text':'x-anthropic-billing-header:"
                                + " v=1'},{'type':'text','text':'s'}],"
                                + HI + "}")),
                        losses);
        assertThat(chat.instructions().getFirst().parts()).containsExactly(new Part.Text("s"));
        assertThat(losses.dropped()).containsExactly("system[0]");
        assertThat(losses.semantic()).isEmpty();
    }

    @Test
    void toolsThatTheVendorRunsAreBuiltInAndThoseThatTheClientRunsAreFunctions() {
        Chat chat = Requests.chat("{" + HI
                + ",'tools':[{'type':'web_search_20250305','name':'web_search'},{'type':'bash_20250124','name':'bash'},"
                + "{'type':'custom','name':'f','input_schema':{'type':'object'},'input_examples':[{'a':1}]}]}");
        assertThat(((Tool.BuiltIn) chat.tools().get(0)).ability()).isEqualTo(Tool.Ability.WEB_SEARCH);
        Tool.Function bash = (Tool.Function) chat.tools().get(1);
        assertThat(bash.name()).isEqualTo("bash");
        assertThat(bash.schema().path("properties").has("command")).isTrue();
        assertThat(((Tool.Function) chat.tools().get(2)).description()).isEqualTo("Examples:\n{\"a\":1}");
    }

    @Test
    void choicesAndLevelsAreUnderstood() {
        Chat chat = Requests.chat("{" + HI
                + ",'tool_choice':{'type':'tool','name':'f','disable_parallel_tool_use':true},'speed':'fast',"
                + "'thinking':{'type':'between_tools','display':'omitted'},'output_config':{'effort':'xhigh'},"
                + "'cache_control':{'type':'ephemeral'},'metadata':{'user_id':'u'}}");
        assertThat(chat.choice()).isEqualTo(new ToolChoice(ToolChoice.Mode.ANY, List.of("f"), false));
        assertThat(chat.thinking())
                .isEqualTo(new Thinking(Thinking.Mode.BETWEEN_TOOLS, Thinking.Effort.XHIGH, null, false, true));
        assertThat(chat.settings().tier()).isEqualTo(Tier.FAST);
        assertThat(chat.settings().autoCache()).isEqualTo(CacheMark.SHORT);
        assertThat(chat.settings().user()).isEqualTo("u");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'messages':[]}",
                "{'messages':[7]}",
                "{'messages':[{'role':'tool','content':'a'}]}",
                "{'messages':[{'role':'user','content':7}]}",
                "{'messages':[{'role':'user','content':[{'text':'a'}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'image'}]}]}",
                "{'messages':[{'role':'user','content':'a'}],'max_tokens':0}",
                "{'messages':[{'role':'user','content':'a'}],'container':'c'}",
                "{'messages':[{'role':'user','content':'a'}],'mcp_servers':[{'name':'m'}]}",
                "{'messages':[{'role':'user','content':'a'}],'tools':[{}]}",
                "{'messages':[{'role':'user','content':'a'}],'tool_choice':{'type':'maybe'}}",
            })
    void whatCannotBeMeantIsRefusedWithItsPlace(String body) {
        assertThatThrownBy(() -> Requests.chat(body))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault().param()).isNotNull());
    }
}
