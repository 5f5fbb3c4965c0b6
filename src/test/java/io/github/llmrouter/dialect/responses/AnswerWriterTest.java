package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerWriterTest {

    private static final String PLAIN = "{'model':'m','input':'hi'}";
    private static final String UNSTORED = "{'model':'m','input':'hi','store':false}";

    private final Codec codec = new Responses().codec();

    static List<Path> answers() {
        return Stream.concat(Fixtures.files(".res.json").stream(), Fixtures.files(".res.sse").stream())
                .filter(file -> Fixtures.expected(file)
                        .filter(expected -> expected.path("complete").asBoolean())
                        .isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whatWasReadIsWrittenWholeAndStreamedAlike(Path file) throws IOException {
        List<Event> events = file.toString().endsWith(".sse")
                ? read(Fixtures.frames(Fixtures.bytes(file)))
                : codec.readAnswer(Fixtures.json(file), new Losses());
        checkLaws(events, Questions.asked(UNSTORED));
        assertThat(Questions.wired(Summary.of(read(stream(events, Questions.asked(UNSTORED)))))
                        .path("finish"))
                .isEqualTo(Fixtures.expected(file).orElseThrow().path("finish"));
    }

    @Test
    void partsOfEveryKindObeyTheLaws() throws IOException {
        List<Event> events = answer(
                StopReason.TOOL_CALLS,
                part(
                        new Part.Reasoning("", List.of(), Seal.NONE),
                        new Words("fi"),
                        new Words("rst"),
                        new NextSummary(),
                        new Words("second"),
                        new Sealed(new Seal(Responses.NAME, "STATE", null))),
                part(
                        new Part.Text(""),
                        new Scored(List.of(new Logprob("Hé", -0.5, List.of(new Logprob("H", -1, List.of()))))),
                        new Words("Hé"),
                        new Cited(cited("https://a.example", -1)),
                        new Words("llo \uD83D\uDE00")),
                part(new Part.Text("")),
                part(new Part.Text(""), new Words("again")),
                part(new Part.Refusal(""), new Words("I won't")),
                part(new Part.ToolCall("c1", "f", "")),
                part(new Part.ToolCall("c2", "g", ""), new Words("{\"n\":"), new Words("1.50}")),
                part(new Part.ToolCall("c3", "patch", "", Tool.Kind.CUSTOM, Seal.NONE, null), new Words("*** Begin")),
                part(new Part.Image(new Media.Inline("image/png", "AAAA", null), null, null)));
        checkLaws(events, Questions.asked(UNSTORED));
        JsonNode output =
                Grammar.check(stream(events, Questions.asked(UNSTORED))).path("output");
        assertThat(output.findValuesAsText("type").stream()
                        .filter(type -> type.endsWith("call") || type.equals("message") || type.equals("reasoning")))
                .containsExactly(
                        "reasoning",
                        "message",
                        "function_call",
                        "function_call",
                        "custom_tool_call",
                        "image_generation_call");
        assertThat(output.get(0).path("encrypted_content").asText()).isEqualTo("STATE");
        assertThat(output.get(0).path("summary")).hasSize(2);
        assertThat(output.get(1).path("content")).hasSize(3);
        assertThat(output.get(1)
                        .path("content")
                        .get(0)
                        .path("annotations")
                        .get(0)
                        .path("end_index")
                        .asInt())
                .isEqualTo(7);
        assertThat(output.get(1).path("content").get(0).path("logprobs").get(0).path("bytes"))
                .hasSize(3);
        assertThat(output.get(2).path("arguments").asText()).isEqualTo("{}");
        assertThat(output.get(3).path("arguments").asText()).isEqualTo("{\"n\":1.50}");
    }

    @Test
    void opaqueStateGoesOnlyToClientsThatBringItBack() throws IOException {
        List<Event> events = answer(
                StopReason.STOP,
                part(new Part.Reasoning("", List.of(), new Seal(Responses.NAME, "STATE", "rs_1"))),
                part(new Part.Text("x")));
        assertThat(Grammar.check(stream(events, Questions.asked(PLAIN))).path("output"))
                .hasSize(1);
        for (String asking :
                List.of(UNSTORED, "{'model':'m','input':'hi','include':['reasoning.encrypted_content']}")) {
            JsonNode thought = Grammar.check(stream(events, Questions.asked(asking)))
                    .path("output")
                    .get(0);
            assertThat(thought.path("encrypted_content").asText()).isEqualTo("STATE");
            assertThat(thought.path("id").asText()).isEqualTo("rs_1");
        }
    }

    @Test
    void functionsOfNamespacesGetTheirTwoNamesBack() throws IOException {
        Asked asked = Questions.asked(
                "{'model':'m','input':'hi','tools':[{'type':'namespace','name':'agents','description':'d','tools':["
                        + "{'type':'function','name':'wait','parameters':{'type':'object'}}]},"
                        + "{'type':'function','name':'agents__wait','parameters':{'type':'object'}}]}");
        List<String> names = asked.chat().tools().stream().map(Tool::name).toList();
        assertThat(names).containsExactly("agents__wait_", "agents__wait");
        List<Event> events = answer(
                StopReason.TOOL_CALLS,
                part(new Part.ToolCall("c1", names.get(0), "{}")),
                part(new Part.ToolCall("c2", names.get(1), "{}")));
        JsonNode output = Grammar.check(stream(events, asked)).path("output");
        assertThat(output.get(0).path("name").asText()).isEqualTo("wait");
        assertThat(output.get(0).path("namespace").asText()).isEqualTo("agents");
        assertThat(output.get(1).path("name").asText()).isEqualTo("agents__wait");
        assertThat(output.get(1).has("namespace")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(StopReason.class)
    void endingsAreWordedAsTheTableSays(StopReason reason) throws IOException {
        JsonNode response = Grammar.check(stream(answer(reason, part(new Part.Text("x"))), Questions.asked(PLAIN)));
        String expected = switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED -> "completed";
            case LENGTH, CONTEXT_FULL -> "incomplete/max_output_tokens";
            case FILTERED, REFUSAL -> "incomplete/content_filter";
            case MALFORMED_CALL, ERROR -> "failed/server_error";
        };
        String detail = response.path("incomplete_details").path("reason").asText("")
                + response.path("error").path("code").asText("");
        assertThat(response.path("status").asText() + (detail.isEmpty() ? "" : "/" + detail))
                .isEqualTo(expected);
    }

    @Test
    void aPolicyRefusalIsExplained() throws IOException {
        List<Event> events = new ArrayList<>(answer(StopReason.STOP));
        events.set(events.size() - 2, new Finished(0, new Finish(StopReason.REFUSAL, null, "Not about that.")));
        List<Event> again = read(stream(events, Questions.asked(PLAIN)));
        assertThat(Fold.of(again).candidates().get(0).parts()).containsExactly(new Part.Refusal("Not about that."));
        assertThat(Fold.of(again).candidates().get(0).finish().reason()).isEqualTo(StopReason.REFUSAL);
    }

    @Test
    void aFailureEndsTheStreamWithBothEvents() throws IOException {
        Fault fault = new Fault(Fault.Kind.RATE_LIMITED, "slow down", null, null, null);
        List<Event> events = List.of(
                new Started("u", "m", 1),
                new PartStarted(0, new Part.Text("")),
                new Delta(0, new Words("half")),
                new Failed(fault));
        List<Frame> frames = stream(events, Questions.asked(PLAIN));
        assertThat(frames.get(frames.size() - 2).event()).isEqualTo("error");
        JsonNode response = Grammar.check(frames);
        assertThat(response.path("status").asText()).isEqualTo("failed");
        assertThat(response.path("error").path("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(Summary.fault(read(frames)).kind()).isEqualTo(Fault.Kind.RATE_LIMITED);
    }

    @Test
    void theRequestIsEchoed() {
        Asked asked = Questions.asked(
                "{'model':'m','input':'hi','instructions':'be kind','temperature':0.30,'max_output_tokens':99,"
                        + "'tools':[{'type':'web_search'}],'tool_choice':'none','metadata':{'a':'b'},"
                        + "'text':{'format':{'type':'json_object'}},'reasoning':{'effort':'low'}}");
        Answer answer = Fold.of(answer(StopReason.STOP, part(new Part.Text("x"))));
        ObjectNode response = codec.writeAnswer(answer, asked, new Losses());
        for (String field :
                List.of("instructions", "temperature", "max_output_tokens", "tools", "tool_choice", "metadata")) {
            assertThat(response.get(field))
                    .as(field)
                    .isEqualTo(asked.ask().body().get(field));
        }
        assertThat(response.path("text").path("format").path("type").asText()).isEqualTo("json_object");
        assertThat(response.path("reasoning").path("effort").asText()).isEqualTo("low");
        assertThat(response.path("usage").path("total_tokens").asLong()).isEqualTo(185);
        assertThat(response.path("usage")
                        .path("input_tokens_details")
                        .path("cache_write_tokens")
                        .asLong())
                .isEqualTo(70);
    }

    @Test
    void partsOfOthersAreDroppedAndReported() {
        Losses losses = new Losses();
        Answer answer = Fold.of(answer(
                StopReason.PAUSED,
                part(new Part.Text("a")),
                part(new Part.ServerTool(
                        "anthropic", Json.type("server_tool_use").node())),
                part(new Part.Text("b"))));
        ObjectNode response = codec.writeAnswer(answer, Questions.asked(PLAIN), losses);
        assertThat(response.path("output")).hasSize(1);
        assertThat(response.path("output").get(0).path("content")).hasSize(2);
        assertThat(losses.dropped()).containsExactly("server_tool");
        assertThat(losses.changed()).containsExactly("stop_reason(paused>completed)");
    }

    /** Streamed and whole answers mean the same, and OpenAI's own SDK accepts both. */
    private void checkLaws(List<Event> events, Asked asked) throws IOException {
        List<Frame> frames = stream(events, asked);
        JsonNode last = Grammar.check(frames);
        ObjectNode whole = codec.writeAnswer(Fold.of(events), asked, new Losses());
        assertThat(Questions.wired(whole)).isEqualTo(last);
        assertThat(Fold.of(read(frames))).isEqualTo(Fold.of(codec.readAnswer(last, new Losses())));
        if (last.path("output").findValues("type").stream().noneMatch(AnswerWriterTest::isHosted)) {
            referee(frames, last);
        }
    }

    /** What OpenAI's services did is relayed as it was recorded, which is not always what the SDK expects by now. */
    private static boolean isHosted(JsonNode type) {
        return type.asText().endsWith("_call")
                && !type.asText().equals("function_call")
                && !type.asText().equals("custom_tool_call");
    }

    private static void referee(List<Frame> frames, JsonNode last) throws IOException {
        ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
        for (Frame frame : frames) {
            ResponseStreamEvent event = ObjectMappers.jsonMapper().readValue(frame.data(), ResponseStreamEvent.class);
            event.validate();
            accumulator.accumulate(event);
        }
        Response response = accumulator.response();
        response.validate();
        assertThat(response.output()).hasSize(last.path("output").size());
        assertThat(accumulator.reconstructedResponse().output()).isEqualTo(response.output());
    }

    private List<Event> read(List<Frame> frames) {
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = codec.eventReader(events::add, new Losses());
        frames.forEach(reader::read);
        reader.end();
        return events;
    }

    private List<Frame> stream(List<Event> events, Asked asked) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Codec.EventWriter writer = codec.eventWriter(asked, out, new Losses());
        for (Event event : events) {
            writer.write(event);
        }
        return Fixtures.frames(out.toByteArray());
    }

    private static Citation cited(String url, int end) {
        return new Citation(
                url, "title", null, null, end, end, "anthropic", Json.object().node());
    }

    private static List<Event> part(Part head, Event.Piece... pieces) {
        List<Event> events = new ArrayList<>();
        events.add(new PartStarted(0, head));
        for (Event.Piece piece : pieces) {
            events.add(new Delta(0, piece));
        }
        events.add(new PartEnded(0));
        return events;
    }

    @SafeVarargs
    private static List<Event> answer(StopReason reason, List<Event>... parts) {
        List<Event> events = new ArrayList<>();
        events.add(new Started("upstream-id", "upstream-model", 1_600_000_000));
        for (List<Event> part : parts) {
            events.addAll(part);
        }
        events.add(new Counted(Usage.of(10, 20, 40, 30, 85, 5)));
        events.add(new Finished(0, Finish.of(reason)));
        events.add(new Ended());
        return events;
    }
}
