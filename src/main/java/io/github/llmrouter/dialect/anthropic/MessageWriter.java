package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the conversation as messages: neighbours of one role become one, a user's tool results come first, and what is said to
 * the model in between goes where the model accepts it. Used for one request.
 */
final class MessageWriter {

    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";
    private static final String SYSTEM = "system";

    private final Claude model;
    private final Losses losses;
    private final RequestBlocks blocks;
    private final List<Message> messages = new ArrayList<>();
    private final List<ObjectNode> deferred = new ArrayList<>();

    MessageWriter(Claude model, Losses losses) {
        this.model = model;
        this.losses = losses;
        this.blocks = new RequestBlocks(losses);
    }

    /** A message that may still grow. */
    private record Message(String role, List<ObjectNode> blocks) {}

    /** Thought that this vendor itself has signed: only that may be sent back. */
    static boolean isOwnThought(Part part) {
        return part instanceof Part.Reasoning reasoning
                && reasoning.seal().origin().equals(Anthropic.NAME);
    }

    /** The instructions, one block each. */
    List<ObjectNode> system(List<Turn> instructions) {
        return instructions.stream().flatMap(turn -> texts(turn).stream()).toList();
    }

    Stream<Json> messages(List<Turn> conversation) {
        conversation.forEach(this::turn);
        release();
        trimPrefill();
        if (messages.isEmpty() || model.userFirst() && messages.getFirst().role.equals(ASSISTANT)) {
            losses.emulated("messages[0]");
            messages.addFirst(new Message(USER, new ArrayList<>(List.of(text(".")))));
        }
        return messages.stream().map(MessageWriter::written);
    }

    private void turn(Turn turn) {
        switch (turn.role()) {
            case SYSTEM, DEVELOPER -> instruct(texts(turn));
            case USER -> {
                add(USER, blocks.of(turn.parts()));
                release();
            }
            case ASSISTANT -> {
                release();
                add(ASSISTANT, blocks.of(turn.parts()));
            }
        }
    }

    private List<ObjectNode> texts(Turn turn) {
        if (turn.parts().stream().anyMatch(part -> !(part instanceof Part.Text))) {
            losses.dropped("system: other than text", Weight.SEMANTIC);
        }
        return blocks.of(
                turn.parts().stream().filter(Part.Text.class::isInstance).toList());
    }

    /** Nothing may stand between a tool call and its result. */
    private void instruct(List<ObjectNode> texts) {
        if (!model.midSystem()) {
            add(USER, texts.stream().map(MessageWriter::reminder).toList());
        } else if (awaitsResults()) {
            deferred.addAll(texts);
        } else {
            add(SYSTEM, texts);
        }
    }

    private boolean awaitsResults() {
        return !messages.isEmpty()
                && messages.getLast().blocks.stream()
                        .anyMatch(block -> block.path("type").asText().equals("tool_use"));
    }

    /** Also with the vendor's own tools: then the message is no prefill, but an answer to be continued. */
    private boolean usesTools() {
        return messages.getLast().blocks.stream()
                .anyMatch(block -> block.path("type").asText().endsWith("tool_use"));
    }

    private void release() {
        add(SYSTEM, List.copyOf(deferred));
        deferred.clear();
    }

    private static ObjectNode reminder(ObjectNode text) {
        text.put("text", "<system-reminder>\n" + text.path("text").asText() + "\n</system-reminder>");
        return text;
    }

    private void add(String role, List<ObjectNode> more) {
        if (more.isEmpty()) {
            return;
        }
        if (messages.isEmpty() || !messages.getLast().role.equals(role)) {
            messages.add(new Message(role, new ArrayList<>()));
        }
        messages.getLast().blocks.addAll(more);
    }

    /** A last assistant message is continued by older models, without white space at its end, and refused by newer ones. */
    private void trimPrefill() {
        if (messages.isEmpty() || !messages.getLast().role.equals(ASSISTANT) || usesTools()) {
            return;
        }
        if (!model.prefill()) {
            losses.dropped("prefill", Weight.SEMANTIC);
            messages.removeLast();
            return;
        }
        List<ObjectNode> last = messages.getLast().blocks;
        if (last.getLast().path("type").asText().equals("text")) {
            last.getLast().put("text", last.getLast().path("text").asText().stripTrailing());
        }
    }

    private static Json written(Message message) {
        message.blocks.sort(
                Comparator.comparing(block -> !block.path("type").asText().equals("tool_result")));
        Json json = Json.object().with("role", message.role);
        return RequestBlocks.isPlain(message.blocks)
                ? json.with("content", message.blocks.getFirst().path("text").asText())
                : json.with("content", message.blocks.stream());
    }

    private static ObjectNode text(String text) {
        return Json.type("text").with("text", text).node();
    }
}
