package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerWriterTest {

    private static final JsonNode NOTHING = Json.object().node();

    static List<Path> good() {
        return Fixtures.good();
    }

    /** What the hub does not carry, or says in one way where the vendor has two. */
    private static JsonNode plain(JsonNode answer) {
        ObjectNode plain = answer.deepCopy();
        plain.remove("createTime");
        plain.withObject("/usageMetadata")
                .retain(
                        "promptTokenCount",
                        "candidatesTokenCount",
                        "thoughtsTokenCount",
                        "totalTokenCount",
                        "cachedContentTokenCount",
                        "toolUsePromptTokenCount",
                        "serviceTier");
        for (JsonNode each : plain.path("candidates")) {
            ObjectNode candidate = (ObjectNode) each;
            candidate.remove(List.of("avgLogprobs", "finishMessage", "safetyRatings"));
            candidate.put("index", candidate.path("index").asInt());
            candidate.put("finishReason", FinishReasons.name(candidate.path("finishReason")));
            String reason = candidate.get("finishReason").asText();
            if (reason.equals("UNEXPECTED_TOOL_CALL")) {
                candidate.put("finishReason", "STOP");
            } else if (reason.equals("MODEL_ARMOR")) {
                candidate.put("finishReason", "SAFETY");
            }
            if (candidate.path("content").isEmpty()) {
                candidate.remove("content");
            }
            candidate.findParents("tokenId").forEach(token -> ((ObjectNode) token).remove("tokenId"));
        }
        return plain;
    }

    static Stream<Path> whole() {
        return good().stream()
                .filter(file -> !Fixtures.streamed(file) && Fixtures.json(file).isObject());
    }

    @ParameterizedTest
    @MethodSource("whole")
    void aRecordedAnswerIsWrittenAsItWas(Path file) {
        JsonNode written =
                Fixtures.again(Fixtures.CODEC.writeAnswer(Fixtures.answer(file), Fixtures.asked(true), new Losses()));
        assertThat(plain(written)).isEqualTo(plain(Fixtures.json(file)));
    }

    @ParameterizedTest
    @MethodSource("good")
    void aStreamFoldsToTheWholeAnswer(Path file) {
        foldLaw(Fixtures.events(file));
    }

    private static void foldLaw(List<Event> events) {
        Answer answer = Fold.of(events);
        JsonNode whole = Fixtures.again(Fixtures.CODEC.writeAnswer(answer, Fixtures.asked(true), new Losses()));
        Answer expected = Fold.of(Fixtures.CODEC.readAnswer(whole, new Losses()));
        assertThat(Fold.of(Fixtures.stream(Fixtures.written(events, Fixtures.asked(true)))))
                .isEqualTo(expected);
        JsonNode array = Fixtures.tree(Fixtures.written(events, Fixtures.asked(false)));
        assertThat(array.isArray()).isTrue();
        assertThat(Fold.of(Fixtures.CODEC.readAnswer(array, new Losses()))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("good")
    void aStreamKeepsTheGrammar(Path file) {
        List<Event> events = Fixtures.events(file);
        List<JsonNode> chunks = grammar(events);
        assertThat(Fixtures.tree(Fixtures.written(events, Fixtures.asked(false))))
                .isEqualTo(Json.array(chunks.stream()));
    }

    private static List<JsonNode> grammar(List<Event> events) {
        String stream = Fixtures.written(events, Fixtures.asked(true));
        assertThat(stream).endsWith("\r\n\r\n").doesNotContain("event:").doesNotContain("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String frame : stream.split("\r\n\r\n")) {
            assertThat(frame).startsWith("data: ").doesNotContain("\n");
            chunks.add(Fixtures.tree(frame.substring(6)));
        }
        for (JsonNode chunk : chunks) {
            boolean last = chunk == chunks.getLast();
            for (JsonNode candidate : chunk.get("candidates")) {
                assertThat(candidate.has("finishReason")).isEqualTo(last);
                candidate.at("/content/parts").forEach(part -> assertThat(part).isNotEmpty());
            }
            assertThat(chunk.has("usageMetadata"))
                    .isEqualTo(last && Fold.of(events).usage() != null);
        }
        return chunks;
    }

    @Test
    void everyKindOfPartIsSaidTheSameInAStreamAndWhole() {
        Citation citation = new Citation("http://x", "X", null, null, 2, 4, "anthropic", NOTHING);
        Seal seal = Seal.of("gemini", "c2ln");
        List<Part> parts = List.of(
                new Part.Reasoning("hm", List.of(), seal),
                new Part.Text("😀né ja", List.of(citation), null, null),
                new Part.ToolCall("call_1", "f", "{\"a\":1.0, \n\"b\":2}", Tool.Kind.FUNCTION, Seal.NONE, null),
                new Part.Text("after"),
                new Part.Refusal(" no"),
                new Part.Reasoning("", List.of("one", "two"), Seal.NONE),
                new Part.Image(new io.github.llmrouter.chat.Media.Inline("image/png", "AAAA", null), null, null),
                Signatures.after(seal),
                Signatures.alone(seal),
                new Part.ServerTool(
                        "gemini",
                        Json.object().with("executableCode", Json.object()).node()),
                new Part.ServerTool("anthropic", NOTHING),
                new Part.ToolCall("toolu_2", "g", "[1]", Tool.Kind.FUNCTION, seal, null),
                new Part.ToolCall("", "h", "{broken", Tool.Kind.FUNCTION, Seal.NONE, null));
        List<Event> events = events(parts, StopReason.TOOL_CALLS);
        foldLaw(events);
        grammar(events);
        List<Part> read = Fold.of(Fixtures.stream(Fixtures.written(events, Fixtures.asked(true))))
                .candidates()
                .getFirst()
                .parts();
        assertThat(read.get(0)).isEqualTo(new Part.Reasoning("hm", List.of(), seal));
        Part.Text text = (Part.Text) read.get(1);
        assertThat(text.text()).isEqualTo("😀né ja");
        assertThat(text.citations()).hasSize(1);
        assertThat(text.citations().getFirst().start()).isEqualTo(2);
        assertThat(text.citations().getFirst().end()).isEqualTo(4);
        assertThat(((Part.ToolCall) read.get(2)).arguments()).isEqualTo("{\"a\":1.0,\"b\":2}");
        assertThat(((Part.ToolCall) read.get(2)).id()).isEqualTo("call_1");
        assertThat(read.get(3)).isEqualTo(new Part.Text("after no"));
        assertThat(read.get(4)).isEqualTo(new Part.Reasoning("one\n\ntwo", List.of(), Seal.NONE));
        assertThat(read.get(5)).isInstanceOf(Part.Image.class);
        assertThat(read.get(6)).isEqualTo(Signatures.after(seal));
        assertThat(read.get(7)).isEqualTo(Signatures.alone(seal));
        assertThat(((Part.ToolCall) read.get(9)).arguments()).isEqualTo("{\"input\":[1]}");
        assertThat(((Part.ToolCall) read.get(9)).seal()).isEqualTo(seal);
        assertThat(((Part.ToolCall) read.get(10)).arguments()).isEqualTo("{\"input\":\"{broken\"}");
    }

    @Test
    void thoughtsThatWereNotAskedForLeaveTheirStateOnTheCall() {
        Seal seal = Seal.of("openai-responses", "ZW52");
        List<Event> events = events(
                List.of(new Part.Reasoning("secret", List.of(), seal), new Part.ToolCall("c1", "f", "{}")),
                StopReason.TOOL_CALLS);
        String stream = Fixtures.written(events, Fixtures.asked(true, "{}", Thinking.UNSAID));
        assertThat(stream).doesNotContain("secret").contains("\"thoughtSignature\":\"ZW52\"");
        Part.ToolCall call = (Part.ToolCall)
                Fold.of(Fixtures.stream(stream)).candidates().getFirst().parts().getFirst();
        assertThat(call.seal().value()).isEqualTo("ZW52");
    }

    @Test
    void withoutACallTheStateStandsAtTheEnd() {
        Seal seal = Seal.of("openai-responses", "ZW52");
        List<Event> events =
                events(List.of(new Part.Reasoning("", List.of(), seal), new Part.Text("hi")), StopReason.STOP);
        foldLaw(events);
        JsonNode whole =
                Fixtures.CODEC.writeAnswer(Fold.of(events), Fixtures.asked(true, "{}", Thinking.UNSAID), new Losses());
        assertThat(whole.at("/candidates/0/content/parts"))
                .isEqualTo(Fixtures.tree("[{\"text\":\"hi\",\"thoughtSignature\":\"ZW52\"}]"));
    }

    @Test
    void oneOfSeveralWordsIsUnquoted() {
        String body = "{\"generationConfig\":{\"responseMimeType\":\"text/x.enum\"}}";
        List<Event> events = List.of(
                new Event.Started("", "", 0),
                new Event.PartStarted(0, new Part.Text("")),
                new Event.Delta(0, new Event.Words("\"Per")),
                new Event.Delta(0, new Event.Words("cussion\"")),
                new Event.PartEnded(0),
                new Event.Finished(0, Event.Finish.of(StopReason.STOP)),
                new Event.Ended());
        String stream = Fixtures.written(events, Fixtures.asked(true, body, Thinking.UNSAID));
        assertThat(stream).contains("{\"text\":\"Percussion\"}");
    }

    @Test
    void textIsWrittenAtOnce() {
        List<Event> events = List.of(
                new Event.Started("i", "m", 0),
                new Event.PartStarted(0, new Part.Text("")),
                new Event.Delta(0, new Event.Words("now")));
        assertThat(Fixtures.written(events, Fixtures.asked(true)))
                .isEqualTo(
                        "data:"
                            + " {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"now\"}],\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"m\",\"responseId\":\"i\"}\r\n\r\n");
        assertThat(Fixtures.written(events, Fixtures.asked(false)))
                .startsWith("[{")
                .endsWith("}");
    }

    @Test
    void aFailureEndsTheStreamWithAnErrorInEitherFraming() {
        List<Event> failed = List.of(new Event.Failed(Fault.of(Fault.Kind.OVERLOADED, "busy")));
        String error = "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}";
        assertThat(Fixtures.written(failed, Fixtures.asked(true))).isEqualTo("data: " + error + "\r\n\r\n");
        assertThat(Fixtures.tree(Fixtures.written(failed, Fixtures.asked(false))))
                .isEqualTo(Json.array(Stream.of(Fixtures.tree(error))));
        List<Event> late = new ArrayList<>(
                events(List.of(new Part.Text("hi")), StopReason.STOP).subList(0, 3));
        late.addAll(failed);
        assertThat(Fixtures.tree(Fixtures.written(late, Fixtures.asked(false)))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(StopReason.class)
    void everyReasonToStopIsSaid(StopReason reason) {
        String expected = switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED -> "STOP";
            case LENGTH, CONTEXT_FULL -> "MAX_TOKENS";
            case FILTERED, REFUSAL -> "SAFETY";
            case MALFORMED_CALL -> "MALFORMED_FUNCTION_CALL";
            case ERROR -> "OTHER";
        };
        Answer answer = Fold.of(events(List.of(new Part.Text("x")), reason));
        JsonNode whole = Fixtures.CODEC.writeAnswer(answer, Fixtures.asked(true), new Losses());
        assertThat(whole.at("/candidates/0/finishReason").textValue()).isEqualTo(expected);
    }

    @Test
    void usageAddsUp() {
        Usage usage = new Usage(100, 40, 5, 0, 30, 12, 0, 0, 20, "priority", false);
        JsonNode said = Fixtures.again(Counts.write(usage).node());
        assertThat(said)
                .isEqualTo(
                        Fixtures.tree("{\"promptTokenCount\":125,\"candidatesTokenCount\":18,\"totalTokenCount\":175,"
                            + "\"cachedContentTokenCount\":40,\"toolUsePromptTokenCount\":20,\"thoughtsTokenCount\":12,"
                            + "\"serviceTier\":\"priority\"}"));
        Usage read = Counts.read(said, null).usage();
        assertThat(read.totalInput()).isEqualTo(usage.totalInput());
        assertThat(read.output()).isEqualTo(usage.output());
        assertThat(read.total()).isEqualTo(usage.total());
        assertThat(read.tier()).isEqualTo("priority");
    }

    @Test
    void scoresSurvive() {
        List<Event> events = new ArrayList<>(events(List.of(new Part.Text("hi")), StopReason.STOP));
        Logprob score =
                new Logprob("hi", -0.5, List.of(new Logprob("hi", -0.5, List.of()), new Logprob("ho", -2, List.of())));
        events.add(3, new Event.Delta(0, new Event.Scored(List.of(score))));
        foldLaw(events);
        Answer read = Fold.of(Fixtures.stream(Fixtures.written(events, Fixtures.asked(true))));
        assertThat(read.candidates().getFirst().logprobs()).containsExactly(score);
    }

    private static List<Event> events(List<Part> parts, StopReason reason) {
        List<Event> events = new ArrayList<>();
        events.add(new Event.Started("r", "m", 0));
        for (Part part : parts) {
            events.add(new Event.PartStarted(0, part));
            events.add(new Event.PartEnded(0));
        }
        events.add(new Event.Finished(0, Event.Finish.of(reason)));
        events.add(new Event.Counted(Usage.of(3, 0, 0, 0, 4, 1)));
        events.add(new Event.Ended());
        return events;
    }
}
