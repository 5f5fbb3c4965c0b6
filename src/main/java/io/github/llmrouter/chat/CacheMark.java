package io.github.llmrouter.chat;

import java.util.Optional;

/** A client's request to cache the prompt up to here, for about this long. */
public enum CacheMark {
    /** As long as the vendor does by default: five minutes (Anthropic) or thirty (OpenAI). */
    SHORT("default"),
    MINUTES_5("5m"),
    MINUTES_30("30m"),
    HOUR("1h"),
    HOURS_12("12h");

    private final String ttl;

    CacheMark(String ttl) {
        this.ttl = ttl;
    }

    /** Whether the longer of a vendor's two lives comes nearest. */
    public boolean lasts() {
        return this == HOUR || this == HOURS_12;
    }

    /** What becomes of the life that the client has named with a vendor who has only these two; empty if nothing changes. */
    public Optional<String> change(CacheMark shorter, CacheMark longer) {
        CacheMark becomes = lasts() ? longer : shorter;
        return this == SHORT || this == becomes ? Optional.empty() : Optional.of(ttl + ">" + becomes.ttl);
    }
}
