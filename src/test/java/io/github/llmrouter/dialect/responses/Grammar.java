package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every stream of this dialect must look like. */
public final class Grammar {

    private static final Set<String> PUBLISHED = Set.of(
            "response.created",
            "response.in_progress",
            "response.completed",
            "response.incomplete",
            "response.failed",
            "response.output_item.added",
            "response.output_item.done",
            "response.content_part.added",
            "response.content_part.done",
            "response.output_text.delta",
            "response.output_text.done",
            "response.output_text.annotation.added",
            "response.refusal.delta",
            "response.refusal.done",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.custom_tool_call_input.delta",
            "response.custom_tool_call_input.done",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_part.done",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "error");

    private final Map<String, StringBuilder> said = new HashMap<>();
    private final Map<Integer, JsonNode> done = new HashMap<>();
    private String openItem = "";
    private int sequence;

    private Grammar() {}

    /** Checks the whole stream; returns the response of its last event. */
    public static JsonNode check(List<Frame> frames) {
        Grammar grammar = new Grammar();
        frames.forEach(grammar::frame);
        assertThat(frames.get(0).event()).isEqualTo("response.created");
        JsonNode last = Questions.json(frames.getLast().data().replace("'", "\\u0027"));
        assertThat(last.path("type").asText()).isIn("response.completed", "response.incomplete", "response.failed");
        assertThat(last.path("response").path("output")).hasSize(grammar.done.size());
        grammar.done.forEach((index, item) ->
                assertThat(last.path("response").path("output").get(index)).isEqualTo(item));
        return last.path("response");
    }

    private void frame(Frame frame) {
        JsonNode event = Questions.json(frame.data().replace("'", "\\u0027"));
        String type = event.path("type").asText();
        assertThat(frame.event()).isEqualTo(type).isIn(PUBLISHED);
        assertThat(event.path("sequence_number").asInt(-1)).isEqualTo(sequence++);
        if (event.has("item_id")) {
            assertThat(event.path("item_id").asText()).isEqualTo(openItem);
        }
        if (event.has("output_index")) {
            assertThat(event.path("output_index").asInt()).isEqualTo(done.size());
        }
        switch (type) {
            case "response.output_item.added" -> {
                assertThat(openItem).isEmpty();
                openItem = event.path("item").path("id").asText();
                assertThat(openItem).isNotEmpty();
                said.clear();
            }
            case "response.output_item.done" -> {
                assertThat(event.path("item").path("id").asText()).isEqualTo(openItem);
                assertThat(done.values())
                        .noneMatch(other -> other.path("id").asText().equals(openItem));
                done.put(done.size(), event.path("item"));
                openItem = "";
            }
            default -> words(type, event);
        }
    }

    private void words(String type, JsonNode event) {
        String key = event.path("content_index").asText() + "/"
                + event.path("summary_index").asText();
        if (type.endsWith(".delta")) {
            said.computeIfAbsent(key, any -> new StringBuilder())
                    .append(event.path("delta").asText());
        } else if (type.endsWith("_text.done") || type.endsWith("arguments.done") || type.endsWith("refusal.done")) {
            JsonNode whole = event.has("text")
                    ? event.get("text")
                    : event.has("refusal") ? event.get("refusal") : event.get("arguments");
            assertThat(whole.asText())
                    .isEqualTo(said.getOrDefault(key, new StringBuilder()).toString());
        }
    }
}
