package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of every kind, written whole and streamed: both must say the same. */
class AnswerWriterTest {

    private static final String USAGE = "{\"stream_options\":{\"include_usage\":true}}";
    private static final Seal SEAL = Seal.of("anthropic", "envelope");

    static List<List<Event>> answers() {
        return List.of(
                answer(StopReason.STOP, text("Hi")),
                answer(StopReason.STOP, text("a"), text("b")),
                answer(
                        StopReason.TOOL_CALLS,
                        reasoning("hm", SEAL),
                        text("a"),
                        call("1", ""),
                        call("2", "{\"x\":1.0}")),
                answer(StopReason.TOOL_CALLS, reasoning("", SEAL), call("1", "{}")),
                answer(StopReason.STOP, reasoning("a", SEAL), reasoning("b", SEAL), text("c")),
                answer(StopReason.STOP, reasoning("a", Seal.NONE), reasoning("b", SEAL), text("c")),
                answer(StopReason.STOP, reasoning("plain", Seal.NONE), text("c")),
                answer(StopReason.STOP, summaries(), text("c")),
                answer(StopReason.REFUSAL, List.of(new PartStarted(0, new Part.Refusal("no")), new PartEnded(0))),
                answer(StopReason.REFUSAL),
                answer(StopReason.FILTERED),
                answer(StopReason.LENGTH, reasoning("only thought", Seal.NONE)),
                answer(StopReason.STOP, cited()),
                answer(StopReason.TOOL_CALLS, sealedCall()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void wholeAndStreamedSayTheSame(List<Event> events) throws IOException {
        String sse = Answers.write(Answers.asked(USAGE), events);
        ChunkGrammar.check(sse, true, true);
        JsonNode whole = Answers.write(Answers.asked(USAGE), Answers.fold(events));
        assertThat(Answers.fold(Answers.stream(sse)))
                .isEqualTo(Answers.fold(Answers.CODEC.readAnswer(whole, new Losses())));
    }

    /** A stream cannot take back a call; a message has no other order than text before calls. */
    @Test
    void textAfterACallIsKept() throws IOException {
        List<Event> events = answer(StopReason.TOOL_CALLS, text("a"), call("1", "{}"), text("late"));
        assertThat(message(events).path("content").asText()).isEqualTo("alate");
        assertThat(Answers.fold(Answers.stream(Answers.write(Answers.asked("{}"), events)))
                        .candidates()
                        .get(0)
                        .parts())
                .containsExactly(new Part.Text("a"), new Part.ToolCall("1", "f", "{}"), new Part.Text("late"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ERROR")
    void everyStopReasonHasItsWord(StopReason reason) throws IOException {
        String expected = switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED, MALFORMED_CALL -> "stop";
            case LENGTH, CONTEXT_FULL -> "length";
            case FILTERED, REFUSAL -> "content_filter";
            case ERROR -> throw new AssertionError("an answer that failed is none");
        };
        assertThat(finishReason(answer(reason, text("a")))).isEqualTo(expected);
        boolean calls = expected.equals("stop");
        assertThat(finishReason(answer(reason, call("1", "{}")))).isEqualTo(calls ? "tool_calls" : expected);
    }

    @Test
    void anAnswerThatFailedIsNone() {
        assertThatThrownBy(() -> finishReason(answer(StopReason.ERROR, text("a"))))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void contentIsNullBesideCallsAndOtherwiseText() throws IOException {
        JsonNode called = message(answer(StopReason.TOOL_CALLS, call("1", "")));
        assertThat(called.path("content").isNull()).isTrue();
        assertThat(called.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{}");
        assertThat(message(answer(StopReason.STOP, text("a"), text("b")))
                        .path("content")
                        .asText())
                .isEqualTo("ab");
        JsonNode empty = message(answer(StopReason.LENGTH));
        assertThat(empty.path("content").isTextual()).isTrue();
        assertThat(empty.has("refusal") && empty.path("annotations").isArray()).isTrue();
    }

    @Test
    void commentaryAndAnswerAreSetApart() throws IOException {
        List<Event> events = answer(
                StopReason.STOP,
                List.of(
                        new PartStarted(0, new Part.Text("thinking aloud", List.of(), null, "commentary")),
                        new PartEnded(0),
                        new PartStarted(0, new Part.Text("done", List.of(), null, "final_answer")),
                        new PartEnded(0)));
        assertThat(message(events).path("content").asText()).isEqualTo("thinking aloud\n\ndone");
        assertThat(Answers.fold(Answers.stream(Answers.write(Answers.asked("{}"), events)))
                        .candidates()
                        .get(0)
                        .parts())
                .containsExactly(new Part.Text("thinking aloud\n\ndone"));
    }

    @Test
    void reasonForBlockingIsARefusal() throws IOException {
        List<Event> events = new ArrayList<>(answer(StopReason.FILTERED));
        events.replaceAll(event -> event instanceof Event.Finished
                ? new Event.Finished(0, new Finish(StopReason.FILTERED, null, "blocked by policy"))
                : event);
        JsonNode message = message(events);
        assertThat(message.path("refusal").asText()).isEqualTo("blocked by policy");
        assertThat(message.path("content").isNull()).isTrue();
    }

    @Test
    void sourceWithoutSpanIsItsWholePart() throws IOException {
        JsonNode annotation = message(answer(StopReason.STOP, text("🙂"), cited()))
                .path("annotations")
                .path(0);
        assertThat(annotation.at("/url_citation/start_index").asInt()).isEqualTo(1);
        assertThat(annotation.at("/url_citation/end_index").asInt()).isEqualTo(6);
        assertThat(annotation.at("/url_citation/url").asText()).isEqualTo("https://a.example");
    }

    @Test
    void usageIsOnlyForWhoAsked() throws IOException {
        assertThat(Answers.write(Answers.asked("{}"), answer(StopReason.STOP, text("a"))))
                .doesNotContain("usage")
                .endsWith("data: [DONE]\n\n");
        List<JsonNode> chunks =
                Answers.chunksOf(Answers.write(Answers.asked(USAGE), answer(StopReason.STOP, text("a"))));
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.at("/usage/prompt_tokens").asLong()).isEqualTo(10);
        assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").asLong())
                .isEqualTo(3);
        assertThat(last.at("/usage/total_tokens").asLong()).isEqualTo(14);
    }

    @Test
    void firstChunkOfACallIsWhole() throws IOException {
        List<JsonNode> chunks =
                Answers.chunksOf(Answers.write(Answers.asked("{}"), answer(StopReason.TOOL_CALLS, call("1", "{}"))));
        JsonNode delta = chunks.get(0).at("/choices/0/delta");
        assertThat(delta.path("role").asText()).isEqualTo("assistant");
        assertThat(delta.path("content").isNull()).isTrue();
        assertThat(delta.at("/tool_calls/0/function/name").asText()).isEqualTo("f");
        assertThat(delta.at("/tool_calls/0/function/arguments").asText()).isEmpty();
    }

    @Test
    void clientsOfTheOlderFunctionsGetAFunctionCall() throws IOException {
        var asked = Answers.asked("{\"functions\":[{\"name\":\"f\"}]}");
        List<Event> events = answer(StopReason.TOOL_CALLS, call("1", "{\"a\":1}"));
        JsonNode choice = Answers.write(asked, Answers.fold(events)).at("/choices/0");
        assertThat(choice.at("/message/function_call/arguments").asText()).isEqualTo("{\"a\":1}");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("function_call");
        String sse = Answers.write(asked, events);
        assertThat(sse).contains("\"function_call\":{\"name\":\"f\"").doesNotContain("tool_calls");
        assertThat(sse).contains("\"finish_reason\":\"function_call\"");
    }

    @Test
    void failureEndsTheStreamWithoutTheMarker() throws IOException {
        List<Event> events = List.of(
                new Event.Started("1", "m", 5),
                new PartStarted(0, new Part.Text("")),
                new Delta(0, new Words("Hel")),
                new Event.Failed(Fault.of(Fault.Kind.OVERLOADED, "busy")));
        String sse = Answers.write(Answers.asked("{}"), events);
        ChunkGrammar.check(sse, false, false);
        assertThat(sse).contains("Hel").doesNotContain("[DONE]");
    }

    @Test
    void logprobsComeBack() throws IOException {
        List<Logprob> logprobs = List.of(new Logprob("é", -0.5, List.of(new Logprob("é", -0.5, List.of()))));
        List<Event> events = answer(
                StopReason.STOP,
                List.of(
                        new PartStarted(0, new Part.Text("")),
                        new Delta(0, new Words("é")),
                        new Delta(0, new Event.Scored(logprobs)),
                        new PartEnded(0)));
        assertThat(Answers.fold(Answers.stream(Answers.write(Answers.asked("{}"), events)))
                        .candidates()
                        .get(0)
                        .logprobs())
                .isEqualTo(logprobs);
        JsonNode whole = Answers.write(Answers.asked("{}"), Answers.fold(events));
        assertThat(whole.at("/choices/0/logprobs/content/0/bytes").toString()).isEqualTo("[195,169]");
    }

    @ParameterizedTest
    @CsvSource({"'',m", "group,group"})
    void modelIsTheUpstreamsOrTheRequested(String wanted, String expected) throws IOException {
        var asked = Answers.asked("{}");
        asked = new io.github.llmrouter.dialect.Asked(asked.ask(), asked.chat(), wanted, 99, asked.ids());
        JsonNode whole = Answers.write(asked, Answers.fold(answer(StopReason.STOP, text("a"))));
        assertThat(whole.path("model").asText()).isEqualTo(expected);
        assertThat(whole.path("id").asText()).isEqualTo("chatcmpl-xup");
        assertThat(whole.path("created").asLong()).isEqualTo(5);
    }

    private static JsonNode message(List<Event> events) throws IOException {
        return Answers.write(Answers.asked("{}"), Answers.fold(events)).at("/choices/0/message");
    }

    private static String finishReason(List<Event> events) throws IOException {
        return Answers.write(Answers.asked("{}"), Answers.fold(events))
                .at("/choices/0/finish_reason")
                .asText();
    }

    @SafeVarargs
    private static List<Event> answer(StopReason reason, List<Event>... parts) {
        List<Event> events = new ArrayList<>();
        events.add(new Event.Started("up", "m", 5));
        for (List<Event> part : parts) {
            events.addAll(part);
        }
        events.add(new Event.Finished(0, Finish.of(reason)));
        events.add(new Event.Counted(Usage.of(5, 3, 2, 0, 4, 1)));
        events.add(new Event.Ended());
        return events;
    }

    private static List<Event> text(String text) {
        return List.of(new PartStarted(0, new Part.Text("")), new Delta(0, new Words(text)), new PartEnded(0));
    }

    private static List<Event> reasoning(String text, Seal seal) {
        List<Event> events = new ArrayList<>();
        events.add(new PartStarted(0, new Part.Reasoning("", List.of(), Seal.NONE)));
        if (!text.isEmpty()) {
            events.add(new Delta(0, new Words(text)));
        }
        if (seal.isPresent()) {
            events.add(new Delta(0, new Event.Sealed(seal)));
        }
        events.add(new PartEnded(0));
        return events;
    }

    private static List<Event> summaries() {
        return List.of(
                new PartStarted(0, new Part.Reasoning("", List.of(), Seal.NONE)),
                new Delta(0, new Words("one")),
                new Delta(0, new Event.NextSummary()),
                new Delta(0, new Words("two")),
                new Delta(0, new Event.Sealed(SEAL)),
                new PartEnded(0));
    }

    private static List<Event> call(String id, String arguments) {
        List<Event> events = new ArrayList<>();
        events.add(new PartStarted(0, new Part.ToolCall(id, "f", "")));
        if (!arguments.isEmpty()) {
            events.add(new Delta(0, new Words(arguments)));
        }
        events.add(new PartEnded(0));
        return events;
    }

    private static List<Event> sealedCall() {
        return List.of(
                new PartStarted(0, new Part.ToolCall("1", "f", "")),
                new Delta(0, new Words("{}")),
                new Delta(0, new Event.Sealed(SEAL)),
                new PartEnded(0));
    }

    private static List<Event> cited() {
        Citation citation = new Citation(
                "https://a.example", "A", null, null, -1, -1, "anthropic", JsonNodeFactory.instance.objectNode());
        return List.of(
                new PartStarted(0, new Part.Text("")),
                new Delta(0, new Words("cited")),
                new Delta(0, new Event.Cited(citation)),
                new PartEnded(0));
    }
}
