package io.github.llmrouter.chat;

import java.util.List;
import java.util.function.Predicate;
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

    /** Whether any of its own parts matches; those within a tool's result are not looked at. */
    public boolean has(Predicate<Part> test) {
        for (Part part : parts) {
            if (test.test(part)) {
                return true;
            }
        }
        return false;
    }

    public Turn withParts(List<? extends Part> parts) {
        return new Turn(role, List.copyOf(parts), name);
    }
}
