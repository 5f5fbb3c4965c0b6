package io.github.llmrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * How hard the model is to think, and whether it shows its thought.
 *
 * @param mode null if the client said nothing
 * @param effort null if the client said nothing
 * @param budget tokens, null if not given
 * @param show whether thoughts or their summaries are wanted in the answer, null if the client said nothing
 * @param sealed whether the client wants the opaque state back (Responses' {@code reasoning.encrypted_content})
 */
public record Thinking(
        @Nullable Mode mode,
        @Nullable Effort effort,
        @Nullable Integer budget,
        @Nullable Boolean show,
        boolean sealed) {

    public static final Thinking UNSAID = new Thinking(null, null, null, null, false);

    /** Anthropic's four modes; the other dialects only know on and off. */
    public enum Mode {
        OFF,
        ON,
        ADAPTIVE,
        BETWEEN_TOOLS
    }

    /** In rising order. */
    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX
    }

    public boolean off() {
        return mode == Mode.OFF || effort == Effort.NONE;
    }
}
