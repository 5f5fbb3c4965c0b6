package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code system} and {@code messages} into turns. Used for one request. */
final class MessageReader {

    /** Claude Code's first system block names its version; it is meant for the vendor's books and would spoil others' caches. */
    private static final String BILLING = "x-anthropic-billing-header:";

    private final Losses losses;
    private final BlockReader blocks;

    MessageReader(Losses losses) {
        this.losses = losses;
        this.blocks = new BlockReader(losses);
    }

    List<Turn> turns(Fields in) {
        List<Turn> turns = new ArrayList<>();
        List<Part> system = system(in.node("system"));
        if (!system.isEmpty()) {
            turns.add(Turn.of(Role.SYSTEM, system));
        }
        JsonNode messages = in.node("messages");
        if (messages == null || !messages.isArray() || messages.isEmpty()) {
            throw RequestReader.refused("messages: at least one message is required", "messages");
        }
        for (int i = 0; i < messages.size(); i++) {
            turns.add(turn(messages.get(i), "messages[" + i + "]"));
        }
        return turns;
    }

    private List<Part> system(@Nullable JsonNode system) {
        List<Part> parts = new ArrayList<>();
        List<Part> all = blocks.parts(system, "system");
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof Part.Text text && text.text().startsWith(BILLING)) {
                losses.dropped("system[" + i + "]", Weight.HINT);
            } else {
                parts.add(all.get(i));
            }
        }
        return parts;
    }

    private Turn turn(JsonNode message, String path) {
        Fields in = new Fields(message, path, losses);
        Role role = switch (in.text("role", "")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> throw RequestReader.refused(path + ".role: must be user, assistant or system", path + ".role");
        };
        List<Part> parts = blocks.parts(in.node("content"), in.path("content"));
        in.reportUnread();
        return Turn.of(role, parts);
    }
}
