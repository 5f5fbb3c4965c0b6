package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says a conversation as {@code systemInstruction} and {@code contents} of alternating roles. */
final class ContentWriter {

    private static final String USER = "user";
    private static final String MODEL = "model";

    private final Chat chat;
    private final Losses losses;
    private final PartWriter parts;

    ContentWriter(Chat chat, Traits traits, Losses losses) {
        this.chat = chat;
        this.losses = losses;
        this.parts = new PartWriter(traits, new Results(chat.turns(), traits, losses), losses);
    }

    /** @param more a sentence to be added to the client's own instructions, null for none */
    @Nullable
    Json instruction(@Nullable String more) {
        Content system = new Content(USER);
        chat.instructions().forEach(turn -> turn.parts().forEach(part -> parts.write(part, system)));
        if (more != null) {
            system.add(Json.object().with("text", more));
        }
        return system.isEmpty() ? null : Json.object().with("parts", system.parts().stream());
    }

    Stream<Json> contents() {
        List<Content> contents = new ArrayList<>();
        for (Turn turn : chat.conversation()) {
            if (turn.name() != null) {
                losses.dropped("name", Weight.HINT);
            }
            Content content = content(contents, turn.role() == Turn.Role.ASSISTANT ? MODEL : USER);
            turn.parts().forEach(part -> parts.write(turn.instructs() ? reminder(part) : part, content));
        }
        contents.removeIf(Content::isEmpty);
        if (contents.isEmpty() || contents.getFirst().role().equals(MODEL)) {
            losses.changed("messages", "begins with a user turn", Weight.HINT);
            Content first = new Content(USER);
            first.add(Json.object().with("text", "."));
            contents.addFirst(first);
        }
        return contents.stream().map(Content::json);
    }

    /** Turns of one role are joined: the vendor wants the answer to calls in the very next content. */
    private static Content content(List<Content> contents, String role) {
        if (!contents.isEmpty() && contents.getLast().role().equals(role)) {
            return contents.getLast();
        }
        contents.removeIf(Content::isEmpty);
        if (contents.isEmpty() || !contents.getLast().role().equals(role)) {
            contents.add(new Content(role));
        }
        return contents.getLast();
    }

    /** There is one place for instructions, ahead of everything; later ones speak as the user. */
    private static Part reminder(Part part) {
        return part instanceof Part.Text text
                ? new Part.Text("<system-reminder>\n" + text.text() + "\n</system-reminder>")
                : part;
    }
}
