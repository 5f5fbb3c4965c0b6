package io.github.llmrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * A vendor's opaque state (signature, encrypted content, redacted thinking): only where it was issued may it be sent back.
 *
 * @param origin the dialect that issued it, empty for {@link #NONE}
 * @param value the state as the vendor wrote it
 * @param itemId the Responses item id that it is bound to
 */
public record Seal(String origin, String value, @Nullable String itemId) {

    public static final Seal NONE = new Seal("", "", null);

    public static Seal of(String origin, String value) {
        return value.isEmpty() ? NONE : new Seal(origin, value, null);
    }

    public boolean isPresent() {
        return !origin.isEmpty();
    }
}
