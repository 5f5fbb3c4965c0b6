package io.github.llmrouter.chat;

/** Why a model stopped. */
public enum StopReason {
    STOP,
    STOP_SEQUENCE,
    TOOL_CALLS,
    LENGTH,
    CONTEXT_FULL,
    FILTERED,
    REFUSAL,
    PAUSED,
    COMPACTED,
    MALFORMED_CALL,
    ERROR
}
