package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one assistant message of a conversation: its text in one piece, then its calls. */
final class AssistantWriter {

    private final Upstream upstream;
    private final ContentWriter content;
    private final Losses losses;
    private final List<Part> texts = new ArrayList<>();
    private final List<Part.Reasoning> thoughts = new ArrayList<>();
    private final List<Json> calls = new ArrayList<>();
    private @Nullable String refusal;
    private @Nullable String audio;

    private AssistantWriter(Upstream upstream, ContentWriter content, Losses losses) {
        this.upstream = upstream;
        this.content = content;
        this.losses = losses;
    }

    /** Null when nothing is left to be said. */
    static @Nullable Json write(Turn turn, Upstream upstream, ContentWriter content, Losses losses) {
        AssistantWriter writer = new AssistantWriter(upstream, content, losses);
        turn.parts().forEach(writer::part);
        return writer.message(turn);
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> text(text);
            case Part.Refusal refused
            when upstream.official() -> refusal = refusal == null ? refused.text() : refusal + refused.text();
            case Part.Refusal refused -> texts.add(new Part.Text(refused.text()));
            case Part.Reasoning reasoning -> thoughts.add(reasoning);
            case Part.ToolCall call -> calls.add(call(call));
            case Part.Audio spoken
            when spoken.media() instanceof Media.Uploaded own && own.origin().equals(OpenAi.NAME) -> audio = own.id();
            case Part.ServerTool tool -> losses.dropped("messages[].server_tool", Weight.HINT);
            case Part.Opaque opaque -> losses.dropped("messages[].opaque", Weight.SEMANTIC);
            case Part.Image image -> losses.dropped("messages[].image", Weight.SEMANTIC);
            case Part.Document document -> losses.dropped("messages[].document", Weight.SEMANTIC);
            case Part.Audio spoken -> losses.dropped("messages[].audio", Weight.SEMANTIC);
            case Part.Video video -> losses.dropped("messages[].video", Weight.SEMANTIC);
            case Part.ToolResult result -> losses.dropped("messages[].tool_result", Weight.SEMANTIC);
        }
    }

    /** One text, however many parts: they only stand apart where their phases differ. */
    private void text(Part.Text text) {
        if (!calls.isEmpty() && !text.text().isEmpty()) {
            losses.changed("messages[].content", "text moved before tool calls", Weight.HINT);
        }
        Part last = texts.isEmpty() ? null : texts.get(texts.size() - 1);
        if (last instanceof Part.Text before && before.cache() == null) {
            String gap = AnswerText.gap(before.phase(), text.phase());
            texts.set(
                    texts.size() - 1,
                    new Part.Text(before.text() + gap + text.text(), List.of(), text.cache(), text.phase()));
        } else {
            texts.add(text);
        }
    }

    private @Nullable Json message(Turn turn) {
        if (texts.isEmpty() && calls.isEmpty() && refusal == null && audio == null) {
            return null;
        }
        Json message = Json.object().with("role", "assistant").with("name", turn.name());
        if (texts.isEmpty()) {
            message.withNull("content");
        } else {
            message.with("content", content.content(texts));
        }
        message.with("refusal", refusal);
        if (audio != null) {
            message.with("audio", Json.object().with("id", audio));
        }
        thoughts(message);
        return message.withAny("tool_calls", calls.stream());
    }

    /** Thoughts are not repeated as plain text unless the model wants that; state goes back where it came from. */
    private void thoughts(Json message) {
        boolean sealed =
                thoughts.stream().anyMatch(thought -> thought.seal().origin().equals(OpenAi.NAME));
        if (sealed) {
            message.with("reasoning_details", ThoughtDetails.history(thoughts).stream());
        } else if (upstream.reasoningHistory() && !thoughts.isEmpty()) {
            StringBuilder text = new StringBuilder();
            thoughts.forEach(thought -> text.append(thought.visible()));
            message.with("reasoning_content", text.toString());
        } else if (!thoughts.isEmpty()) {
            losses.dropped("messages[].reasoning", Weight.HINT);
        }
    }

    /** State goes back where it came from, and nowhere else. */
    private static Json call(Part.ToolCall call) {
        boolean own = call.seal().origin().equals(OpenAi.NAME);
        return Calls.whole(
                own
                        ? call
                        : new Part.ToolCall(
                                call.id(), call.name(), call.arguments(), call.kind(), Seal.NONE, call.cache()));
    }
}
