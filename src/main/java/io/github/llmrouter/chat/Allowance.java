package io.github.llmrouter.chat;

import java.time.Instant;

/** A limit that a caller is told about: how large it is, how much of it is left, and when it is full again. */
public record Allowance(Unit unit, long size, long left, Instant resets) {

    /** What the vendors' APIs have limits of. */
    public enum Unit {
        REQUESTS,
        TOKENS
    }
}
