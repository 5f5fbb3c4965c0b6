package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool.Kind;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes {@code input}: one message for each run of content, one item for each thought, call and result. */
final class InputWriter {

    private final ContentWriter content;
    private final Losses losses;
    private final List<JsonNode> items = new ArrayList<>();
    private final List<Json> open = new ArrayList<>();
    private @Nullable String phase;

    InputWriter(Upstream upstream, Losses losses) {
        this.content = new ContentWriter(upstream, losses);
        this.losses = losses;
    }

    List<JsonNode> write(List<Turn> turns) {
        for (Turn turn : turns) {
            if (turn.name() != null) {
                losses.dropped("name", Weight.HINT);
            }
            turn.parts().forEach(part -> part(turn.role(), part));
            close(turn.role());
        }
        content.placeMarks();
        reportPrefill(turns);
        return items;
    }

    /** The model will not go on with the last words, but answer them. */
    private void reportPrefill(List<Turn> turns) {
        Turn last = turns.isEmpty() ? null : turns.getLast();
        if (last != null
                && last.role() == Role.ASSISTANT
                && last.parts().stream().noneMatch(Part.ToolCall.class::isInstance)) {
            losses.changed("messages[" + (turns.size() - 1) + "]", "prefill becomes history", Weight.SEMANTIC);
        }
    }

    private void part(Role role, Part part) {
        switch (part) {
            case Part.Text text -> text(role, text);
            case Part.Refusal refusal -> open.addAll(content.write(role, refusal));
            case Part.Image image -> open.addAll(content.write(role, image));
            case Part.Document document -> open.addAll(content.write(role, document));
            case Part.Audio audio -> open.addAll(content.write(role, audio));
            case Part.Video video -> open.addAll(content.write(role, video));
            case Part.Reasoning reasoning -> item(role, thought(reasoning));
            case Part.ToolCall call -> item(role, call(call));
            case Part.ToolResult result -> item(role, result(result));
            case Part.ServerTool tool -> item(role, own(tool.origin(), tool.raw(), "server_tool"));
            case Part.Opaque opaque -> item(role, own(opaque.origin(), opaque.raw(), "opaque"));
        }
    }

    private void text(Role role, Part.Text text) {
        if (!Objects.equals(phase, text.phase())) {
            close(role);
            phase = text.phase();
        }
        open.addAll(content.write(role, text));
    }

    private void close(Role role) {
        if (!open.isEmpty()) {
            items.add(Json.type("message")
                    .with("role", role.name().toLowerCase(Locale.ROOT))
                    .with("content", open.stream())
                    .with("phase", role == Role.ASSISTANT ? phase : null)
                    .node());
        }
        open.clear();
        phase = null;
    }

    private void item(Role role, @Nullable JsonNode item) {
        if (item != null) {
            close(role);
            items.add(item);
        }
    }

    /** Nothing is stored, so a thought without its encrypted content would be refused. */
    private @Nullable JsonNode thought(Part.Reasoning thought) {
        Seal seal = thought.seal();
        if (!seal.origin().equals(Responses.NAME)) {
            losses.dropped("reasoning", Weight.HINT);
            return null;
        }
        Stream<String> summaries =
                thought.summaries().isEmpty() ? Stream.of(thought.text()) : thought.summaries().stream();
        return Json.type("reasoning")
                .with("id", seal.itemId())
                .with(
                        "summary",
                        summaries
                                .filter(text -> !text.isEmpty())
                                .map(text -> Json.type("summary_text").with("text", text)))
                .with("encrypted_content", seal.value())
                .node();
    }

    private JsonNode call(Part.ToolCall call) {
        if (call.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        if (call.kind() == Kind.CUSTOM) {
            return Json.type("custom_tool_call")
                    .with("call_id", call.id())
                    .with("name", call.name())
                    .with("input", call.arguments())
                    .node();
        }
        return Json.type("function_call")
                .with("call_id", call.id())
                .with("name", call.name())
                .with("arguments", call.arguments().isBlank() ? "{}" : call.arguments())
                .node();
    }

    private JsonNode result(Part.ToolResult result) {
        String type = result.kind() == Kind.CUSTOM ? "custom_tool_call_output" : "function_call_output";
        return Json.type(type)
                .with("call_id", result.callId())
                .with("output", content.output(result))
                .node();
    }

    private @Nullable JsonNode own(String origin, JsonNode raw, String what) {
        if (origin.equals(Responses.NAME)) {
            return raw;
        }
        losses.dropped(what, Weight.HINT);
        return null;
    }
}
