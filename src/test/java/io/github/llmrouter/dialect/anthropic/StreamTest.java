package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The corners of streams, read and written. */
class StreamTest {

    private static final String ENVELOPE = "TFIBAAZnZW1pbmk=";

    private final Codec codec = new Anthropic().codec();

    private List<Event> read(String... data) {
        StringBuilder stream = new StringBuilder();
        for (String event : data) {
            stream.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return Canon.stream(stream.toString().getBytes(StandardCharsets.UTF_8), codec, new Random(1));
    }

    private static String start(int index, String block) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}";
    }

    private static String stop(int index) {
        return "{'type':'content_block_stop','index':" + index + "}";
    }

    private static final String BEGIN =
            "{'type':'message_start','message':{'id':'msg_1','model':'m','usage':{'input_tokens':1}}}";
    private static final String END = "{'type':'message_stop'}";

    @Test
    void overlappingBlocksAreReadOneAfterTheOther() {
        Answer answer = Fold.of(read(
                BEGIN,
                start(0, "{'type':'tool_use','id':'a','name':'f','input':{}}"),
                start(1, "{'type':'tool_use','id':'b','name':'g','input':{}}"),
                delta(1, "{'type':'input_json_delta','partial_json':'{}'}"),
                delta(0, "{'type':'input_json_delta','partial_json':'[0]'}"),
                stop(0),
                stop(1),
                END));
        assertThat(answer.candidates().getFirst().parts())
                .containsExactly(new Part.ToolCall("a", "f", "[0]"), new Part.ToolCall("b", "g", "{}"));
        assertThat(answer.candidates().getFirst().finish().reason()).isEqualTo(StopReason.TOOL_CALLS);
    }

    @Test
    void blocksThatNobodyStopsStopAtTheEnd() {
        Answer answer = Fold.of(read(
                BEGIN,
                start(0, "{'type':'text','text':'a'}"),
                start(1, "{'type':'tool_use','id':'b','name':'g','input':{'x':1}}"),
                END));
        assertThat(answer.candidates().getFirst().parts())
                .containsExactly(new Part.Text("a"), new Part.ToolCall("b", "g", "{\"x\":1}"));
    }

    @Test
    void aDuplicateStartIsIgnoredAndASpliceIsAFault() {
        assertThat(Fold.of(read(BEGIN, BEGIN, start(0, "{'type':'text','text':'a'}"), stop(0), END))
                        .candidates()
                        .getFirst()
                        .parts())
                .hasSize(1);
        assertThat(read(BEGIN, start(0, "{'type':'text','text':'a'}"), BEGIN.replace("msg_1", "msg_2"))
                        .getLast())
                .isInstanceOf(Failed.class);
    }

    @Test
    void whatIsNewIsIgnored() {
        List<Event> events = read(
                BEGIN,
                "{'type':'brand_new'}",
                start(0, "{'type':'text','text':''}"),
                delta(0, "{'type':'new_delta','x':1}"),
                delta(0, "{'type':'text_delta','text':'a'}"),
                stop(0),
                "{'type':'message_delta','delta':{'stop_reason':'tired'}}",
                END);
        assertThat(Fold.of(events).candidates().getFirst().finish())
                .isEqualTo(new Finish(StopReason.STOP, null, "tired"));
    }

    @Test
    void garbageIsAFaultAndNothingFollowsIt() {
        List<Event> events = read(BEGIN, "{'type':", END);
        assertThat(events.getLast()).isInstanceOf(Failed.class);
        assertThat(events).filteredOn(Failed.class::isInstance).hasSize(1);
        assertThat(read("[1]", "3", "null").getLast()).isInstanceOf(Failed.class);
    }

    @Test
    void mutilatedStreamsAlwaysEnd() {
        byte[] stream = Fixtures.bytes("own/interleaved.res.sse");
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            byte[] mutilated = stream.clone();
            mutilated[random.nextInt(mutilated.length)] = (byte) random.nextInt(256);
            Event last = Canon.stream(mutilated, codec, random).getLast();
            assertThat(last instanceof Ended || last instanceof Failed).isTrue();
        }
    }

    @Test
    void theCallOfTheForcedToolIsText() {
        List<Event> events = read(
                BEGIN,
                start(0, "{'type':'tool_use','id':'a','name':'" + JsonOutput.TOOL + "','input':{}}"),
                delta(0, "{'type':'input_json_delta','partial_json':'[1,'}"),
                delta(0, "{'type':'input_json_delta','partial_json':'2]'}"),
                stop(0),
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}",
                END);
        Answer answer = Fold.of(events);
        assertThat(answer.candidates().getFirst().parts()).containsExactly(new Part.Text("[1,2]"));
        assertThat(answer.candidates().getFirst().finish().reason()).isEqualTo(StopReason.STOP);
    }

    private static List<Event> answer(Finish finish, Event... middle) {
        List<Event> events = new ArrayList<>(List.of(new Started("up", "model", 0)));
        events.addAll(Arrays.asList(middle));
        events.add(new Finished(0, finish));
        events.add(new Counted(Usage.of(7, 2, 3, 0, 5, 1)));
        events.add(new Ended());
        return events;
    }

    private static Event words(String text) {
        return new Delta(0, new Words(text));
    }

    private String stream(List<Event> events, Asked asked) {
        byte[] written = Questions.stream(events, asked, codec);
        Grammar.check(written);
        return new String(written, StandardCharsets.UTF_8);
    }

    /** Streams and writes an answer, and reads both back: they must agree. */
    private List<Part> both(Asked asked, Event... middle) {
        List<Event> events = answer(Finish.of(StopReason.STOP), middle);
        byte[] streamed = stream(events, asked).getBytes(StandardCharsets.UTF_8);
        Answer one = Fold.of(Canon.stream(streamed, codec, new Random(1)));
        Answer other = Fold.of(codec.readAnswer(codec.writeAnswer(Fold.of(events), asked, new Losses()), new Losses()));
        assertThat(one).usingRecursiveComparison().isEqualTo(other);
        return one.candidates().getFirst().parts();
    }

    private static Event[] thought(Seal seal, Event... words) {
        List<Event> events = new ArrayList<>();
        events.add(new PartStarted(0, new Part.Reasoning("", List.of(), Seal.NONE)));
        events.addAll(Arrays.asList(words));
        if (seal.isPresent()) {
            events.add(new Delta(0, new Sealed(seal)));
        }
        events.add(new PartEnded(0));
        return events.toArray(Event[]::new);
    }

    @Test
    void whatWasCountedLastIsReportedLast() {
        String stream = stream(answer(Finish.of(StopReason.STOP)), Questions.plain());
        assertThat(stream)
                .contains(
                        "\"usage\":{\"input_tokens\":7,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":2,\"output_tokens\":5")
                .contains("\"id\":\"msg_xxxx");
    }

    @Test
    void thoughtNeedsASignatureOrAClientThatWantsIt() {
        assertThat(both(Questions.plain(), thought(Seal.NONE, words("hm")))).isEmpty();
        assertThat(both(Questions.thinking(), thought(Seal.NONE, words("hm"))))
                .containsExactly(new Part.Reasoning("hm", List.of(), Seal.NONE));
        Seal seal = Seal.of(Anthropic.NAME, ENVELOPE);
        assertThat(both(Questions.plain(), thought(seal, words("hm"), new Delta(0, new NextSummary()), words("so"))))
                .containsExactly(new Part.Reasoning("hm\n\nso", List.of(), seal));
        assertThat(both(Questions.thinking(), thought(seal, words("a"), new Delta(0, new NextSummary()), words("b"))))
                .containsExactly(new Part.Reasoning("a\n\nb", List.of(), seal));
    }

    @Test
    void stateWithoutTextIsRedacted() {
        Seal seal = Seal.of(Anthropic.NAME, ENVELOPE);
        assertThat(both(Questions.thinking(), thought(seal))).containsExactly(new Part.Reasoning("", List.of(), seal));
        assertThat(stream(answer(Finish.of(StopReason.STOP), thought(seal)), Questions.plain()))
                .contains("{\"type\":\"redacted_thinking\",\"data\":\"" + ENVELOPE + "\"}");
        assertThat(both(Questions.thinking(), thought(Seal.NONE))).isEmpty();
    }

    @Test
    void aSignatureWithoutTextStaysASignature() {
        Seal omitted = Seal.of(Anthropic.NAME, "EqQB");
        assertThat(both(Questions.thinking(), thought(omitted)))
                .containsExactly(new Part.Reasoning("", List.of(), omitted));
        assertThat(stream(answer(Finish.of(StopReason.STOP), thought(omitted)), Questions.thinking()))
                .contains("\"signature_delta\",\"signature\":\"EqQB\"");
    }

    @Test
    void theStateOfACallTravelsBesideIt() {
        Seal seal = Seal.of(Anthropic.NAME, ENVELOPE);
        Part.ToolCall call = new Part.ToolCall("c1", "f", "", Tool.Kind.FUNCTION, seal, null);
        List<Event> events = answer(
                Finish.of(StopReason.TOOL_CALLS), new PartStarted(0, call), words("{\"a\":1}"), new PartEnded(0));
        assertThat(stream(events, Questions.plain())).contains("\"redacted_thinking\",\"data\":\"" + ENVELOPE);
        JsonNode body = codec.writeAnswer(Fold.of(events), Questions.plain(), new Losses());
        Chat next = Requests.chat("{'messages':[{'role':'assistant','content':" + body.path("content") + "}]}");
        assertThat(next.turns().getFirst().parts())
                .containsExactly(new Part.ToolCall("c1", "f", "{\"a\":1}", Tool.Kind.FUNCTION, seal, null));
    }

    @Test
    void emptyTextLeavesNoTrace() {
        assertThat(stream(
                        answer(Finish.of(StopReason.STOP), new PartStarted(0, new Part.Text("")), new PartEnded(0)),
                        Questions.plain()))
                .doesNotContain("content_block");
    }

    @Test
    void partsOfOtherVendorsAreLeftOut() {
        Part search = new Part.ServerTool("openai-responses", Requests.json("{'type':'web_search_call'}"));
        Part image = new Part.Image(new Media.Inline("image/png", "iVBO", null), null, null);
        assertThat(both(
                        Questions.plain(),
                        new PartStarted(0, search),
                        new PartEnded(0),
                        new PartStarted(0, image),
                        new PartEnded(0)))
                .isEmpty();
    }

    @Test
    void aRefusalIsTextAndAReason() {
        List<Event> events = answer(
                Finish.of(StopReason.STOP),
                new PartStarted(0, new Part.Refusal("")),
                words("I will not."),
                new PartEnded(0));
        assertThat(stream(events, Questions.plain()))
                .contains("\"stop_reason\":\"refusal\"")
                .contains("\"explanation\":\"I will not.\"");
        assertThat(codec.writeAnswer(Fold.of(events), Questions.plain(), new Losses())
                        .path("stop_reason")
                        .asText())
                .isEqualTo("refusal");
    }

    @ParameterizedTest
    @EnumSource(value = StopReason.class, mode = EnumSource.Mode.EXCLUDE, names = "ERROR")
    void everyReasonToStopIsWordedAndUnderstood(StopReason reason) {
        String sequence = reason == StopReason.STOP_SEQUENCE ? "END" : null;
        List<Event> events = answer(
                new Finish(reason, sequence, null),
                new PartStarted(0, new Part.ToolCall("c", "f", "")),
                new PartEnded(0));
        byte[] written = stream(events, Questions.plain()).getBytes(StandardCharsets.UTF_8);
        Finish back = Fold.of(Canon.stream(written, codec, new Random(1)))
                .candidates()
                .getFirst()
                .finish();
        StopReason expected = switch (reason) {
            case FILTERED -> StopReason.REFUSAL;
            case MALFORMED_CALL -> StopReason.STOP;
            default -> reason;
        };
        assertThat(back).isEqualTo(new Finish(expected, sequence, null));
    }

    @Test
    void aToolFinishWithoutCallsIsAnEndOfTurn() {
        assertThat(stream(answer(Finish.of(StopReason.TOOL_CALLS)), Questions.plain()))
                .contains("\"stop_reason\":\"end_turn\"");
    }

    @Test
    void aFailedAnswerHasNoCleanEnd() {
        assertThat(stream(answer(Finish.of(StopReason.ERROR)), Questions.plain()))
                .contains("event: error")
                .doesNotContain("message_stop");
    }

    @Test
    void theNewestClientsGetTheirNulls() {
        JsonNode body = codec.writeAnswer(
                Fold.of(answer(Finish.of(StopReason.STOP), new PartStarted(0, new Part.Text("a")), new PartEnded(0))),
                Questions.newest(),
                new Losses());
        assertThat(body.has("stop_details") && body.path("stop_details").isNull())
                .isTrue();
        assertThat(body.at("/content/0").has("citations")).isTrue();
        assertThat(codec.writeAnswer(Fold.of(answer(Finish.of(StopReason.STOP))), Questions.plain(), new Losses())
                        .has("stop_details"))
                .isFalse();
    }

    @Test
    void aWholeSecondMessageEndsTheFirstOnce() {
        List<Event> events = read(
                "{'type':'message_start','message':{'id':'msg_1','model':'m','content':[]}}".replace('\'', '"'),
                start(0, "{\"type\":\"text\",\"text\":\"a\"}"),
                "{'type':'message','id':'msg_2','content':[{'type':'text','text':'b'}]}".replace('\'', '"'));
        assertThat(events.getLast()).isInstanceOf(Event.Failed.class);
        assertThat(events.stream().filter(event -> event instanceof Event.Failed || event instanceof Event.Ended))
                .hasSize(1);
    }
}
