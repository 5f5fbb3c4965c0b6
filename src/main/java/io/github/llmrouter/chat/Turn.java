package io.github.llmrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one speaker said: ordered parts. Tool results are parts of a user turn. */
public record Turn(Role role, List<Part> parts, @Nullable String name) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        DEVELOPER,
        USER,
        ASSISTANT
    }

    public Turn {
        parts = List.copyOf(parts);
    }

    public static Turn of(Role role, List<? extends Part> parts) {
        return new Turn(role, List.copyOf(parts), null);
    }

    public boolean instructs() {
        return role == Role.SYSTEM || role == Role.DEVELOPER;
    }

    public Turn withParts(List<? extends Part> parts) {
        return new Turn(role, List.copyOf(parts), name);
    }
}
