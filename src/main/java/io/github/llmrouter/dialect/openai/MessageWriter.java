package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the turns as {@code messages}. Results of tools are messages of their own and can only be text: what else they hold
 * follows in a user message after all of them.
 */
final class MessageWriter {

    private static final String FAILED = "Error: ";

    private final Upstream upstream;
    private final ContentWriter content;
    private final Losses losses;
    private final List<Json> messages = new ArrayList<>();
    private final List<Part> attached = new ArrayList<>();

    private MessageWriter(Chat chat, Upstream upstream, Losses losses) {
        this.upstream = upstream;
        this.content = new ContentWriter(chat, upstream, losses);
        this.losses = losses;
    }

    static List<Json> write(Chat chat, Upstream upstream, Losses losses) {
        MessageWriter writer = new MessageWriter(chat, upstream, losses);
        chat.turns().forEach(writer::turn);
        writer.attach();
        writer.reportPrefill(chat);
        return writer.messages;
    }

    private void turn(Turn turn) {
        switch (turn.role()) {
            case SYSTEM -> instruct(turn, upstream.systemRole().equals("developer") ? "developer" : "system");
            case DEVELOPER -> instruct(turn, upstream.systemRole().equals("system") ? "system" : "developer");
            case USER -> user(turn);
            case ASSISTANT -> {
                attach();
                Json message = AssistantWriter.write(turn, upstream, content, losses);
                if (message != null) {
                    messages.add(message);
                }
            }
        }
    }

    private void instruct(Turn turn, String role) {
        attach();
        messages.add(message(role, turn.name(), turn.parts()));
    }

    private void user(Turn turn) {
        List<Part> own = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                messages.add(result(result));
            } else {
                own.add(part);
            }
        }
        if (!own.isEmpty() || turn.parts().isEmpty()) {
            own.addAll(0, attached);
            attached.clear();
            messages.add(message("user", turn.name(), own));
        }
    }

    private Json message(String role, @Nullable String name, List<Part> parts) {
        return Json.object().with("role", role).with("name", name).with("content", content.content(parts));
    }

    private Json result(Part.ToolResult result) {
        List<String> texts = new ArrayList<>();
        List<Part> media = new ArrayList<>();
        result.parts().forEach(part -> sort(part, texts, media));
        if (!media.isEmpty()) {
            attached.add(new Part.Text("Attached content " + result.callId() + ":"));
            attached.addAll(media);
            if (texts.isEmpty()) {
                texts.add("See attached content " + result.callId());
            }
        }
        if (result.failed() && (texts.isEmpty() || !texts.get(0).startsWith(FAILED))) {
            texts.add(0, FAILED + (texts.isEmpty() ? "" : texts.remove(0)));
        }
        if (result.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        return Json.object()
                .with("role", "tool")
                .with("tool_call_id", result.callId())
                .with("content", content(texts));
    }

    private void sort(Part part, List<String> texts, List<Part> media) {
        switch (part) {
            case Part.Text text -> texts.add(text.text());
            case Part.Refusal refusal -> texts.add(refusal.text());
            case Part.Document document
            when document.media() instanceof Media.Plain plain -> texts.add(DocumentText.of(document, plain.text()));
            case Part.Document document -> media.add(document);
            case Part.Image image -> media.add(image);
            case Part.Audio audio -> media.add(audio);
            case Part.Video video -> media.add(video);
            case Part.Reasoning other -> losses.dropped("messages[].reasoning", Weight.HINT);
            case Part.ToolCall other -> losses.dropped("messages[].tool_call", Weight.SEMANTIC);
            case Part.ToolResult other -> losses.dropped("messages[].tool_result", Weight.SEMANTIC);
            case Part.ServerTool other -> losses.dropped("messages[].server_tool", Weight.HINT);
            case Part.Opaque other -> losses.dropped("messages[].opaque", Weight.SEMANTIC);
        }
    }

    private JsonNode content(List<String> texts) {
        if (texts.size() > 1 && upstream.contentArrays()) {
            return Json.array(texts.stream().map(ContentWriter::text));
        }
        return JsonNodeFactory.instance.textNode(String.join("\n", texts));
    }

    /** The pictures and files of the tool results before. */
    private void attach() {
        if (!attached.isEmpty()) {
            messages.add(message("user", null, List.copyOf(attached)));
            attached.clear();
        }
    }

    private void reportPrefill(Chat chat) {
        Turn last =
                chat.turns().isEmpty() ? null : chat.turns().get(chat.turns().size() - 1);
        if (last != null
                && last.role() == Turn.Role.ASSISTANT
                && last.parts().stream().noneMatch(Part.ToolCall.class::isInstance)) {
            losses.changed("messages[" + (chat.turns().size() - 1) + "]", "prefill becomes history", Weight.SEMANTIC);
        }
    }
}
