package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Shared;
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
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

    private final Codec codec = new Responses().codec();
    private final Counting counting = codec.counting().orElseThrow();
    private final Losses losses = new Losses();

    static List<Path> requests() {
        return Fixtures.files(".req.json").stream()
                .filter(file -> !Fixtures.json(file).path("background").asBoolean())
                .toList();
    }

    static List<Path> clients() {
        return Shared.list("requests", ".json").stream()
                .filter(file -> file.getFileName().toString().startsWith("codex"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatIsReadIsWrittenAgain(Path file) {
        JsonNode body = Fixtures.json(file);
        Chat chat = codec.readRequest(Questions.ask(body), losses);
        Aim aim = Questions.aim(body.path("model").asText());
        ObjectNode written = codec.writeRequest(chat, aim, losses);
        assertThat(normal(written)).isEqualTo(normal(body));
        assertThat(written.path("store").booleanValue()).isFalse();
    }

    /**
     * What has a default, or two spellings of the same: text as a string or as one part, the type of a message, {@code strict}, null,
     * ids and states of items that nobody stored.
     */
    private static ObjectNode normal(JsonNode body) {
        ObjectNode normal = (ObjectNode) Questions.wired(body);
        normal.remove(List.of("store", "background"));
        if (!normal.path("stream").asBoolean()) {
            normal.remove("stream");
        }
        if (normal.path("instructions").asText("x").isEmpty()) {
            normal.remove("instructions");
        }
        if (normal.path("reasoning") instanceof ObjectNode reasoning) {
            reasoning.remove("context");
        }
        if (normal.path("input").isTextual()) {
            String text = normal.path("input").asText();
            normal.putArray("input").addObject().put("role", "user").put("content", text);
        }
        normal.path("input").forEach(item -> item((ObjectNode) item));
        normal.path("tools").forEach(tool -> {
            if (tool.path("type").asText().equals("function")
                    && !tool.path("strict").asBoolean()) {
                ((ObjectNode) tool).put("strict", false);
            }
        });
        withoutNulls(normal);
        if (normal.path("reasoning").isObject() && normal.path("reasoning").isEmpty()) {
            normal.remove("reasoning");
        }
        return normal;
    }

    private static void item(ObjectNode item) {
        if (item.has("role")) {
            item.put("type", "message");
        }
        item.remove("status");
        if (!item.path("type").asText().equals("reasoning")) {
            item.remove("id");
        }
        if (item.path("content").isTextual()) {
            String type = item.path("role").asText().equals("assistant") ? "output_text" : "input_text";
            String text = item.path("content").asText();
            item.putArray("content").addObject().put("type", type).put("text", text);
        }
        item.path("content").forEach(part -> {
            if (part.path("annotations").isEmpty()) {
                ((ObjectNode) part).remove("annotations");
            }
        });
    }

    private static void withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream().filter(name -> object.get(name).isNull()).forEach(object::remove);
        }
        node.forEach(RequestTest::withoutNulls);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void codexIsUnderstoodAndEveryLossIsReported(Path file) {
        JsonNode body = Fixtures.json(file).path("body");
        Chat chat = codec.readRequest(Questions.ask(body), losses);
        assertThat(losses.dropped())
                .isSubsetOf("input[].id", "input[].status", "tools[4].description", "client_metadata");
        assertThat(losses.semantic()).isEmpty();
        assertThat(chat.tools().stream().map(Tool::name)).contains("multi_agent_v1__spawn_agent", "web_search");
        assertThat(chat.thinking()).isEqualTo(new Thinking(null, null, null, true, true));
        ObjectNode written = codec.writeRequest(chat, Questions.aim("gpt-5.2"), losses);
        assertThat(written.path("include").path(0).asText()).isEqualTo("reasoning.encrypted_content");
    }

    /** No leaf of a request disappears unheard: it is in the chat, or its path is reported, or the request is refused for it. */
    @ParameterizedTest
    @MethodSource({"requests", "clients"})
    void noLeafIsLostInSilence(Path file) {
        JsonNode body = Fixtures.json(file);
        JsonNode request = body.has("body") ? body.path("body") : body;
        List<String> leaves = new ArrayList<>();
        leaves(request, "", leaves::add);
        for (String leaf : leaves) {
            JsonNode mutated = with(request, leaf, "SENTINEL");
            Losses found = new Losses();
            String read;
            try {
                read = codec.readRequest(Questions.ask(mutated), found).toString();
            } catch (FaultException e) {
                continue;
            }
            String reported = found.dropped() + " " + found.changed();
            assertThat(read.contains("SENTINEL") || reports(found, leaf) || leaf.equals("stream"))
                    .as("%s in %s, reported %s", leaf, file.getFileName(), reported)
                    .isTrue();
        }
    }

    private static boolean reports(Losses losses, String leaf) {
        String generic = leaf.replaceAll("\\[\\d+]", "[]");
        return java.util.stream.Stream.concat(losses.dropped().stream(), losses.changed().stream())
                .map(path -> path.replace("unknown:", "").replaceAll("\\(.*", ""))
                .anyMatch(path -> leaf.startsWith(path) || generic.startsWith(path));
    }

    private static void leaves(JsonNode node, String path, Consumer<String> out) {
        if (node.isValueNode()) {
            out.accept(path);
        }
        node.properties()
                .forEach(field ->
                        leaves(field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey(), out));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            leaves(node.get(i), path + "[" + i + "]", out);
        }
    }

    private static JsonNode with(JsonNode body, String path, String value) {
        JsonNode copy = body.deepCopy();
        String pointer = "/" + path.replace(".", "/").replaceAll("\\[(\\d+)]", "/$1");
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, last));
        String field = pointer.substring(last + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(field), value);
        } else if (parent instanceof ObjectNode object) {
            object.put(field, value);
        }
        return copy;
    }

    @ParameterizedTest
    @CsvSource({
        "previous_response_id, 'resp_1'",
        "conversation, 'conv_1'",
        "prompt, {\"id\":\"p\"}",
        "background, true",
    })
    void whatLiesOnTheServerIsRefused(String field, String value) {
        String json = value.startsWith("{") || value.equals("true") ? value : "\"" + value + "\"";
        assertRefused("{\"input\":\"x\",\"" + field + "\":" + json + "}", field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"item_reference", "compaction"})
    void itemsWithoutContentAreRefused(String type) {
        assertRefused("{'input':[{'type':'" + type + "','id':'x'}]}", "input[0]");
    }

    private void assertRefused(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault().param()).isEqualTo(param));
    }

    private Chat read(String body) {
        return codec.readRequest(Questions.ask(Questions.json(body)), losses);
    }

    @Test
    void unknownFieldsAreReportedWhereTheyStand() {
        read("{'input':[{'role':'user','content':[{'type':'input_text','text':'x','new':1}],'newer':2},"
                + "{'type':'brand_new'}],'newest':{'a':1},'text':{'format':{'type':'text'},'tone':'dry'}}");
        assertThat(losses.dropped())
                .containsExactlyInAnyOrder(
                        "unknown:input[0].content[0].new",
                        "unknown:input[0].newer",
                        "unknown:input[1]",
                        "unknown:newest",
                        "unknown:text.tone");
    }

    @Test
    void whatTheModelSaidInARowIsOneTurn() {
        Chat chat = read("{'input':[{'role':'user','content':'go'},"
            + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hm'}],'encrypted_content':'E'},{'role':'assistant','phase':'commentary','content':[{'type':'output_text','text':'I"
            + " look'}]},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
            + "{'type':'custom_tool_call','call_id':'d','name':'g','input':'raw'},"
            + "{'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'a'},{'type':'input_image','image_url':'data:image/png;base64,AA"
            + " AA','detail':'low'}]},{'type':'custom_tool_call_output','call_id':'d','output':''}]}");
        assertThat(chat.turns()).hasSize(3);
        assertThat(chat.turns().get(1).parts())
                .containsExactly(
                        new Part.Reasoning("hm", List.of(), new Seal(Responses.NAME, "E", "rs_1")),
                        new Part.Text("I look", List.of(), null, "commentary"),
                        new Part.ToolCall("c", "f", "{}"),
                        new Part.ToolCall("d", "g", "raw", Tool.Kind.CUSTOM, Seal.NONE, null));
        assertThat(chat.turns().get(2))
                .isEqualTo(Turn.of(
                        Role.USER,
                        List.of(
                                new Part.ToolResult(
                                        "c",
                                        "f",
                                        List.of(
                                                new Part.Text("a"),
                                                new Part.Image(
                                                        new Media.Inline("image/png", "AAAA", null), "low", null)),
                                        false,
                                        Tool.Kind.FUNCTION,
                                        null),
                                new Part.ToolResult("d", "g", List.of(), false, Tool.Kind.CUSTOM, null))));
    }

    @Test
    void aThoughtWithoutItsStateIsAMereId() {
        Chat chat = read("{'input':[{'type':'reasoning','id':'rs_1','summary':[]},{'role':'user','content':'x'}]}");
        assertThat(chat.turns()).hasSize(1);
        assertThat(losses.dropped()).contains("input[0]");
    }

    @Test
    void settingsAreRead() {
        Chat chat = read("{'input':'x','max_output_tokens':9,'temperature':0.70,'top_logprobs':3,"
                + "'include':['message.output_text.logprobs','web_search_call.results'],'service_tier':'flex',"
                + "'user':'u','metadata':{'k':'v'},'prompt_cache_key':'pk','text':{'verbosity':'low','format':"
                + "{'type':'json_schema','name':'n','schema':{'type':'object'},'strict':true}},"
                + "'parallel_tool_calls':false,'tools':[{'type':'function','name':'f'}],"
                + "'tool_choice':{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'}]},"
                + "'reasoning':{'effort':'xhigh','summary':'detailed'},'truncation':'auto','max_tool_calls':2}");
        Settings settings = chat.settings();
        assertThat(settings.maxTokens()).isEqualTo(9);
        assertThat(settings.temperature().toString()).isEqualTo("0.70");
        assertThat(settings.topLogprobs()).isEqualTo(3);
        assertThat(settings.tier()).isEqualTo(Settings.Tier.FLEX);
        assertThat(settings.user()).isEqualTo("u");
        assertThat(settings.metadata()).containsEntry("k", "v");
        assertThat(settings.cacheKey()).isEqualTo("pk");
        assertThat(settings.verbosity()).isEqualTo("low");
        assertThat(chat.output()).isEqualTo(new Output.Schema("n", null, Questions.json("{'type':'object'}"), true));
        assertThat(chat.choice()).isEqualTo(new ToolChoice(ToolChoice.Mode.ANY, List.of("f"), false));
        assertThat(chat.thinking()).isEqualTo(new Thinking(null, Effort.XHIGH, null, true, false));
        assertThat(losses.dropped()).containsExactlyInAnyOrder("include[1]", "truncation", "max_tool_calls");
        assertThat(losses.changed()).containsExactly("reasoning.summary(detailed>auto)");
    }

    @Test
    void strictIsAlwaysWrittenAndNeverClaimedForSchemasThatAreNot() {
        Chat chat = read("{'input':'x','tools':["
            + "{'type':'function','name':'open','strict':true,'parameters':{'type':'object','properties':{'a':{'type':'string'}}}},"
            + "{'type':'function','name':'closed','strict':true,'parameters':{'type':'object','properties':"
            + "{'a':{'oneOf':[{'type':'string'},{'type':'null'}]}},'required':['a'],'additionalProperties':false}},"
            + "{'type':'function','name':'none'}]}");
        JsonNode tools = write(chat, "gpt-4.1").path("tools");
        assertThat(tools.get(0).path("strict").booleanValue()).isFalse();
        assertThat(tools.get(1).path("strict").booleanValue()).isTrue();
        assertThat(tools.get(1).at("/parameters/properties/a").has("anyOf")).isTrue();
        assertThat(tools.get(2).get("strict").booleanValue()).isFalse();
        assertThat(tools.get(2).path("parameters").path("type").asText()).isEqualTo("object");
        assertThat(losses.semantic()).containsExactly("tools.open.strict");
    }

    private ObjectNode write(Chat chat, String model, String... quirks) {
        return codec.writeRequest(chat, Questions.aim(model, quirks), losses);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, HIGH, , reasoning",
        "gpt-5, NONE, minimal, reasoning_effort(none>minimal)",
        "gpt-5.1, XHIGH, high, reasoning_effort(xhigh>high)",
        "gpt-5.1, MINIMAL, low, reasoning_effort(minimal>low)",
        "gpt-5.6, MAX, max, ",
        "o3, MEDIUM, medium, ",
        "some-other-model, MAX, max, ",
    })
    void effortIsTheNearestThatTheModelKnows(String model, Effort wanted, String written, String reported) {
        Chat chat = read("{'input':'x'}").withThinking(new Thinking(null, wanted, null, null, false));
        assertThat(write(chat, model).at("/reasoning/effort").asText()).isEqualTo(written == null ? "" : written);
        assertThat(losses.dropped().toString() + losses.changed()).contains(reported == null ? "" : reported);
    }

    @Test
    void reasoningModelsGetNoSampling() {
        Chat chat = read("{'input':'x','temperature':0.2,'top_p':1}");
        assertThat(write(chat, "gpt-5").has("temperature")).isFalse();
        assertThat(write(chat, "gpt-5").has("top_p")).isTrue();
        assertThat(losses.dropped()).containsExactly("temperature");
        assertThat(write(chat, "gpt-4.1").path("temperature").asText()).isEqualTo("0.2");
    }

    @Test
    void instructionsAreLiftedOnlyFromOnePlainSystemText() {
        Turn system = Turn.of(Role.SYSTEM, List.of(new Part.Text("a")));
        Turn developer = Turn.of(Role.DEVELOPER, List.of(new Part.Text("b")));
        Turn user = Turn.of(Role.USER, List.of(new Part.Text("c")));
        assertThat(roles(List.of(system, developer, user))).containsExactly("instructions", "developer", "user");
        assertThat(roles(List.of(developer, user))).containsExactly("developer", "user");
        assertThat(roles(List.of(system, system, user))).containsExactly("system", "system", "user");
        assertThat(roles(List.of(user, system))).containsExactly("user", "system");
    }

    private List<String> roles(List<Turn> turns) {
        ObjectNode written = write(read("{'input':'x'}").withTurns(turns), "gpt-4.1");
        List<String> roles = new ArrayList<>();
        if (written.has("instructions")) {
            roles.add("instructions");
        }
        written.path("input").forEach(item -> roles.add(item.path("role").asText()));
        return roles;
    }

    @Test
    void failedResultsSaySo() {
        Part failed = new Part.ToolResult("c", "f", List.of(new Part.Text("boom")), true, Tool.Kind.FUNCTION, null);
        Part pictured = new Part.ToolResult(
                "d",
                "f",
                List.of(new Part.Image(new Media.Link("", "https://a.example/x.png", null), null, null)),
                true,
                Tool.Kind.FUNCTION,
                null);
        Chat chat = read("{'input':'x'}").withTurns(List.of(Turn.of(Role.USER, List.of(failed, pictured))));
        JsonNode input = write(chat, "gpt-4.1").path("input");
        assertThat(input.get(0).path("output").asText()).isEqualTo("Error: boom");
        assertThat(input.get(1).path("output").get(0).path("text").asText()).isEqualTo("Error: ");
        assertThat(input.get(1).path("output").get(1).path("type").asText()).isEqualTo("input_image");
    }

    @Test
    void onlyTheLastFourMarksStayAndOnlyWhereTheModelTakesThem() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(new Part.Text("t" + i, List.of(), i == 4 ? CacheMark.HOUR : CacheMark.SHORT, null));
        }
        Chat chat = read("{'input':'x'}").withTurns(List.of(Turn.of(Role.USER, parts)));
        JsonNode content = write(chat, "gpt-5.6").at("/input/0/content");
        assertThat(content.findValues("prompt_cache_breakpoint")).hasSize(4);
        assertThat(content.get(0).has("prompt_cache_breakpoint")).isFalse();
        assertThat(content.get(4).at("/prompt_cache_breakpoint/ttl").asText()).isEqualTo("12h");
        assertThat(write(chat, "gpt-5").findValues("prompt_cache_breakpoint")).isEmpty();
        assertThat(losses.dropped()).containsExactly("cache_control");
    }

    @Test
    void toolsOfOtherVendorsAreMappedDroppedOrRefused() {
        Tool search = new Tool.BuiltIn(
                "web_search",
                "anthropic",
                Questions.json("{'type':'web_search_20250305','max_uses':3,'allowed_domains':['a.example']}"),
                Tool.Ability.WEB_SEARCH);
        Chat chat = read("{'input':'x'}").withTools(List.of(search), ToolChoice.UNSAID);
        JsonNode mapped = write(chat, "gpt-5").path("tools").get(0);
        assertThat(mapped.path("type").asText()).isEqualTo("web_search");
        assertThat(mapped.at("/filters/allowed_domains/0").asText()).isEqualTo("a.example");
        assertThat(losses.dropped()).containsExactly("tools.web_search.max_uses");
        assertThat(write(chat, "gpt-5", "builtin_tools", "drop").has("tools")).isFalse();
        assertThatThrownBy(() -> write(chat, "gpt-5", "builtin_tools", "refuse"))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void documentsOfEveryFormAreWritten() {
        List<Part> parts = List.of(
                document(new Media.Inline("application/pdf", "AAAA", "a.pdf"), null),
                document(new Media.Plain("text/plain", "hé"), "Notes"),
                document(new Media.Link("", "https://a.example/x.pdf", null), null),
                document(new Media.Parts(List.of(new Part.Text("inner"))), "Parts"));
        Chat chat = read("{'input':'x'}").withTurns(List.of(Turn.of(Role.USER, parts)));
        JsonNode content = write(chat, "gpt-5").at("/input/0/content");
        assertThat(content.get(0).path("filename").asText()).isEqualTo("a.pdf");
        assertThat(content.get(0).path("file_data").asText()).isEqualTo("data:application/pdf;base64,AAAA");
        assertThat(content.get(1).path("file_data").asText()).isEqualTo("data:text/plain;base64,aMOp");
        assertThat(content.get(2).path("file_url").asText()).isEqualTo("https://a.example/x.pdf");
        assertThat(content.findValuesAsText("text"))
                .containsExactly("<document title=\"Parts\">", "inner", "</document>");
        Part foreign = document(new Media.Uploaded("", "file_1", "anthropic"), null);
        assertThatThrownBy(() -> write(chat.withTurns(List.of(Turn.of(Role.USER, List.of(foreign)))), "gpt-5"))
                .isInstanceOf(FaultException.class);
    }

    private static Part document(Media media, String title) {
        return new Part.Document(media, title, null, false, null);
    }

    @Test
    void aCountAsksForNothingThatCountsNot() {
        Chat chat = read("{'input':'x','max_output_tokens':50,'temperature':1,'stream':true,"
                + "'tools':[{'type':'function','name':'f'}]}");
        ObjectNode written = counting.ask(chat, Questions.aim("gpt-4.1"), losses);
        assertThat(written.fieldNames()).toIterable().containsExactly("model", "input", "tools");
        assertThat(counting.read(Json.object().with("input_tokens", 14L).node()))
                .isEqualTo(14);
        assertThat(counting.write(14).toString())
                .isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":14}");
    }
}
