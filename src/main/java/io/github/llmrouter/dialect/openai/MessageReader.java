package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code messages}. Successive tool messages become one user turn with all their results. One for each request. */
final class MessageReader {

    private final Losses losses;
    private final ContentReader content;
    private final CallReader calls;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();

    private MessageReader(Losses losses) {
        this.losses = losses;
        this.content = new ContentReader(losses);
        this.calls = new CallReader(losses, content);
    }

    /** @param field under which the messages stand: {@code messages}, or {@code input} as some clients have it */
    static List<Turn> read(JsonNode messages, String field, Losses losses) {
        MessageReader reader = new MessageReader(losses);
        if (messages.isTextual()) {
            return List.of(Turn.of(Role.USER, List.of(new Part.Text(messages.textValue()))));
        } else if (!messages.isArray()) {
            throw new FaultException(Fault.invalid(field + " must be an array", field));
        }
        for (int i = 0; i < messages.size(); i++) {
            reader.message(new Fields(messages.get(i), field + "[" + i + "]", losses));
        }
        reader.endResults();
        return reader.turns;
    }

    private void message(Fields message) {
        String role = message.text("role", "");
        switch (role) {
            case "system" -> turn(Role.SYSTEM, message, content.read(message));
            case "developer" -> turn(Role.DEVELOPER, message, content.read(message));
            case "user" -> turn(Role.USER, message, content.read(message));
            case "assistant" -> turn(Role.ASSISTANT, message, assistant(message));
            case "tool" -> results.add(calls.result(message, false));
            case "function" -> results.add(calls.result(message, true));
            default -> {
                String path = message.path("role");
                throw new FaultException(Fault.invalid("Unknown role \"" + role + "\" in " + path, path));
            }
        }
        message.reportUnread();
    }

    private void turn(Role role, Fields message, List<Part> parts) {
        endResults();
        CacheMark mark = CacheMarks.read(message);
        turns.add(new Turn(role, mark == null ? parts : marked(parts, mark), message.text("name")));
    }

    private static List<Part> marked(List<Part> parts, CacheMark mark) {
        List<Part> marked = new ArrayList<>(parts);
        if (!marked.isEmpty()) {
            marked.add(CacheMarks.on(marked.remove(marked.size() - 1), mark));
        }
        return marked;
    }

    private List<Part> assistant(Fields message) {
        List<Part> parts = new ArrayList<>(ReasoningReader.read(message, losses));
        List<Part> called = calls.calls(message);
        for (Part part : content.read(message)) {
            boolean empty = part instanceof Part.Text text && text.text().isEmpty();
            if (!empty || called.isEmpty()) {
                parts.add(part);
            }
        }
        String refusal = message.text("refusal");
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal));
        }
        Part audio = audio(message);
        if (audio != null) {
            parts.add(audio);
        }
        parts.addAll(called);
        JsonNode annotations = message.array("annotations");
        if (annotations != null && !annotations.isEmpty()) {
            losses.dropped(message.path("annotations"), Weight.HINT);
        }
        return parts;
    }

    /** An earlier spoken answer, which only its id stands for. */
    private static @Nullable Part audio(Fields message) {
        Fields audio = message.object("audio");
        if (audio == null) {
            return null;
        }
        Part part = new Part.Audio(new Media.Uploaded("", audio.text("id", ""), OpenAi.NAME));
        audio.reportUnread();
        return part;
    }

    private void endResults() {
        if (!results.isEmpty()) {
            turns.add(Turn.of(Role.USER, results));
            results.clear();
        }
    }
}
