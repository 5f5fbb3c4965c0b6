package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant 23: every reason to stop in the words of every dialect, and calls if and only if it says so. */
class FinishTableTest {

    /** In the order of {@link StopReason}. */
    private static final Map<String, List<String>> TABLE = Map.of(
            "openai",
            List.of(
                    "stop",
                    "stop",
                    "tool_calls",
                    "length",
                    "length",
                    "content_filter",
                    "content_filter",
                    "stop",
                    "stop",
                    "stop",
                    "an error"),
            "openai-responses",
            List.of(
                    "completed",
                    "completed",
                    "completed",
                    "incomplete/max_output_tokens",
                    "incomplete/max_output_tokens",
                    "incomplete/content_filter",
                    "incomplete/content_filter",
                    "completed",
                    "completed",
                    "failed/server_error",
                    "failed/server_error"),
            "anthropic",
            List.of(
                    "end_turn",
                    "stop_sequence",
                    "tool_use",
                    "max_tokens",
                    "model_context_window_exceeded",
                    "refusal",
                    "refusal",
                    "pause_turn",
                    "compaction",
                    "end_turn",
                    "an error"),
            "gemini",
            List.of(
                    "STOP",
                    "STOP",
                    "STOP",
                    "MAX_TOKENS",
                    "MAX_TOKENS",
                    "SAFETY",
                    "SAFETY",
                    "STOP",
                    "STOP",
                    "MALFORMED_FUNCTION_CALL",
                    "OTHER"));

    static Stream<Arguments> cells() {
        return Crossing.DIALECTS.stream()
                .flatMap(dialect -> Stream.of(StopReason.values()).map(reason -> Arguments.of(dialect.name(), reason)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyReasonHasItsWord(String name, StopReason reason) {
        Dialect client = Crossing.dialect(name);
        Dialect upstream = Crossing.DIALECTS.stream()
                .filter(other -> other != client)
                .findFirst()
                .orElseThrow();
        Crossing crossing = Crossing.of(client, upstream, Pair.curious(client));
        String word;
        try {
            word = word(name, crossing.answer(events(reason)));
        } catch (FaultException e) {
            word = "an error";
        }
        assertThat(word).isEqualTo(TABLE.get(name).get(reason.ordinal()));
        List<Event> streamed = Crossing.read(client, crossing.stream(events(reason)));
        boolean failed = word.equals("an error") || word.startsWith("failed");
        assertThat(streamed.getLast() instanceof Event.Failed).isEqualTo(failed);
    }

    private static List<Event> events(StopReason reason) {
        List<Event> events = new ArrayList<>();
        events.add(new Event.Started("id", "m", 1));
        Part part = reason == StopReason.TOOL_CALLS ? new Part.ToolCall("call_1", "f", "{}") : new Part.Text("x");
        events.add(new Event.PartStarted(0, part));
        events.add(new Event.PartEnded(0));
        events.add(
                new Event.Finished(0, new Event.Finish(reason, reason == StopReason.STOP_SEQUENCE ? "x" : null, null)));
        events.add(new Event.Ended());
        return events;
    }

    private static String word(String dialect, JsonNode answer) {
        return switch (dialect) {
            case "openai" -> answer.at("/choices/0/finish_reason").asText();
            case "anthropic" -> answer.path("stop_reason").asText();
            case "gemini" -> answer.at("/candidates/0/finishReason").asText();
            default ->
                answer.path("status").asText()
                        + slash(answer.at("/incomplete_details/reason"))
                        + slash(answer.at("/error/code"));
        };
    }

    private static String slash(JsonNode word) {
        return word.isTextual() ? "/" + word.asText() : "";
    }

    static Stream<Pair> successes() {
        return Pair.of(Recorded.successes());
    }

    @ParameterizedTest
    @MethodSource("successes")
    void callsAreAnnouncedIfAndOnlyIfThereAreAny(Pair pair) {
        Sketch sketch = Sketch.of(Pair.whole(pair));
        boolean called = sketch.parts().stream()
                .anyMatch(piece -> piece.kind().equals("call") || piece.kind().equals("custom"));
        if (sketch.finish().equals("toolCalls") || sketch.finish().equals("stop")) {
            assertThat(sketch.finish()).isEqualTo(called ? "toolCalls" : "stop");
        }
    }
}
