package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerReaderTest {

    private static final List<String> COMPARED = List.of("parts", "finish", "usage", "model", "id", "complete");

    private final Codec codec = new Responses().codec();

    static List<Path> answers() {
        return Fixtures.files(".res.json").stream()
                .filter(AnswerReaderTest::isExpected)
                .toList();
    }

    static List<Path> streams() {
        return Fixtures.files(".res.sse").stream()
                .filter(AnswerReaderTest::isExpected)
                .toList();
    }

    private static boolean isExpected(Path file) {
        return Fixtures.expected(file).isPresent();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void wholeAnswersAreReadAsExpected(Path file) {
        check(file, codec.readAnswer(Fixtures.json(file), new Losses()));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamsAreReadAsExpectedWhereverTheyAreCut(Path file) {
        byte[] bytes = Fixtures.bytes(file);
        Random random = new Random(7);
        List<Event> whole = read(Fixtures.frames(bytes));
        check(file, whole);
        for (int i = 0; i < 20; i++) {
            int[] cuts = random.ints(12, 0, bytes.length).sorted().toArray();
            assertThat(read(Fixtures.frames(bytes, cuts))).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamCutAnywhereBeforeItsEndFails(Path file) {
        List<Frame> frames = Fixtures.frames(Fixtures.bytes(file));
        for (int end : IntStream.range(0, frames.size() - 1).toArray()) {
            List<Event> events = read(frames.subList(0, end));
            assertThat(events).noneMatch(Ended.class::isInstance);
            assertThat(events.getLast()).isInstanceOf(Failed.class);
        }
    }

    private void check(Path file, List<Event> events) {
        JsonNode expected = Fixtures.expected(file).orElseThrow();
        if (expected.path("error").isObject()) {
            assertThat(Summary.fault(events)).isNotNull();
            assertThat(Summary.fault(events).message())
                    .isEqualTo(expected.path("error").path("message").asText());
            return;
        }
        ObjectNode summary = Summary.of(events);
        if (expected.path("finish").asText().startsWith("pending")) {
            assertThat(Summary.fault(events)).isNotNull();
            assertThat(summary.get("id")).isEqualTo(expected.get("id"));
            return;
        }
        assertThat(Summary.fault(events)).isNull();
        for (String field : COMPARED) {
            assertThat(normal(summary.get(field))).as(field).isEqualTo(expected.get(field));
        }
        grammar(events);
    }

    /** So that ints and longs compare. */
    private static JsonNode normal(JsonNode node) {
        try {
            return Json.read(Json.bytes(node));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void grammar(List<Event> events) {
        assertThat(events.get(0)).isInstanceOf(Started.class);
        boolean open = false;
        for (Event event : events) {
            switch (event) {
                case PartStarted started -> {
                    assertThat(open).isFalse();
                    open = true;
                }
                case Event.Delta delta -> assertThat(open).isTrue();
                case Event.PartEnded ended -> open = false;
                default -> {}
            }
        }
        assertThat(open).isFalse();
        assertThat(events.getLast()).isInstanceOf(Ended.class);
    }

    private List<Event> read(List<Frame> frames) {
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = codec.eventReader(events::add, new Losses());
        frames.forEach(reader::read);
        reader.end();
        return events;
    }

    private List<Event> read(String... data) {
        StringBuilder stream = new StringBuilder();
        for (String one : data) {
            stream.append("data: ").append(one).append("\n\n");
        }
        return read(Fixtures.frames(stream.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Part> parts(List<Event> events) {
        return Fold.of(events.stream().filter(e -> !(e instanceof Failed)).toList())
                .candidates()
                .get(0)
                .parts();
    }

    @Test
    void whatWasNeverStreamedComesFromTheFinalResponse() {
        List<Event> events = read("""
            {"type":"response.created","response":{"id":"r","model":"m","created_at":1}}\
            """, """
            {"type":"response.completed","response":{"id":"r","model":"m","status":"completed","output":[\
            {"type":"message","content":[{"type":"output_text","text":"hi","annotations":[]}]},\
            {"type":"function_call","call_id":"c1","name":"f","arguments":"{\\"a\\":1.50}"}]}}\
            """);
        assertThat(parts(events)).containsExactly(new Part.Text("hi"), new Part.ToolCall("c1", "f", "{\"a\":1.50}"));
        assertThat(Fold.of(events).candidates().get(0).finish().reason()).isEqualTo(StopReason.TOOL_CALLS);
    }

    @Test
    void doneEventsWithoutDeltasStillSayWhatTheyHold() {
        List<Event> events = read("""
            {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"a"}}\
            """, """
            {"type":"response.output_text.done","output_index":0,"content_index":0,"text":"one"}\
            """, """
            {"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"one"}]}}\
            """, """
            {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"c","name":"f","arguments":""}}\
            """, """
            {"type":"response.function_call_arguments.done","output_index":1,"arguments":"{}"}\
            """, """
            {"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}}\
            """, """
            {"type":"response.completed","response":{"id":"r","output":[]}}\
            """);
        assertThat(parts(events)).containsExactly(new Part.Text("one"), new Part.ToolCall("c", "f", "{}"));
    }

    @Test
    void itemsThatOverlapAreReadOneBehindTheOther() {
        List<Event> events = read("""
            {"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c","name":"f"}}\
            """, """
            {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"d","name":"g"}}\
            """, """
            {"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\\"b\\":"}\
            """, """
            {"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\\"a\\":1}"}\
            """, """
            {"type":"response.function_call_arguments.delta","output_index":1,"delta":"2}"}\
            """, """
            {"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","call_id":"d","name":"g","arguments":"{\\"b\\":2}"}}\
            """, """
            {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{\\"a\\":1}"}}\
            """, """
            {"type":"response.completed","response":{"id":"r","output":[]}}\
            """);
        assertThat(parts(events))
                .containsExactly(new Part.ToolCall("c", "f", "{\"a\":1}"), new Part.ToolCall("d", "g", "{\"b\":2}"));
        grammar(events);
    }

    @Test
    void severalSummariesKeepTheirBorders() {
        List<Event> events = read("""
            {"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1"}}\
            """, """
            {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"first"}\
            """, """
            {"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":0,"text":"first"}\
            """, """
            {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":1,"delta":"second"}\
            """, """
            {"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","encrypted_content":"XYZ","summary":[]}}\
            """, """
            {"type":"response.completed","response":{"id":"r","output":[]}}\
            """);
        Part.Reasoning thought = (Part.Reasoning) parts(events).get(0);
        assertThat(thought.summaries()).containsExactly("first", "second");
        assertThat(thought.seal().value()).isEqualTo("XYZ");
        assertThat(thought.seal().itemId()).isEqualTo("rs_1");
    }

    @Test
    void aWholeAnswerToAStreamRequestIsRead() {
        List<Event> events = read(Fixtures.frames("""
            {"id":"r","object":"response","model":"m","status":"completed","output":[
             {"type":"message","content":[{"type":"output_text","text":"hi"}]}]}
            """.getBytes(StandardCharsets.UTF_8)));
        assertThat(parts(events)).containsExactly(new Part.Text("hi"));
        assertThat(events.getLast()).isInstanceOf(Ended.class);
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, LENGTH",
        "content_filter, FILTERED",
        "steered, STOP",
        "max_messages, LENGTH",
    })
    void incompleteAnswersTellWhy(String reason, StopReason expected) {
        List<Event> events = read(
                "{\"type\":\"response.incomplete\",\"response\":{\"id\":\"r\",\"status\":\"incomplete\",\"output\":[],"
                        + "\"incomplete_details\":{\"reason\":\"" + reason + "\"}}}");
        assertThat(Fold.of(events).candidates().get(0).finish().reason()).isEqualTo(expected);
    }

    @Test
    void errorEventsInBothShapesFailOnce() {
        for (String error : List.of(
                "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"slow\",\"param\":null}",
                "{\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}",
                "{\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"status\":\"failed\","
                        + "\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}}")) {
            List<Event> events = read(error, "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\"}}");
            assertThat(events.stream().filter(Failed.class::isInstance)).hasSize(1);
            assertThat(Summary.fault(events))
                    .isEqualTo(new Fault(Fault.Kind.RATE_LIMITED, "slow", "rate_limit_exceeded", null, null));
        }
    }

    @Test
    void rubbishFailsInsteadOfThrowing() {
        for (String data : List.of("{\"type\":", "nonsense", "[1]", "{\"type\":\"response.completed\"}", "7")) {
            List<Event> events = read(data);
            assertThat(events.getLast()).as(data).matches(e -> e instanceof Failed || e instanceof Ended);
        }
    }
}
