package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.StopReason;

/** Why an answer stopped, in OpenAI's words and in the hub's. */
final class FinishReasons {

    static final String FUNCTION_CALL = "function_call";

    private FinishReasons() {}

    /** Whether it is the vendor's word, or none at all. */
    static boolean known(String word) {
        return switch (word) {
            case "stop", "length", "max_tokens", "content_filter", "tool_calls", FUNCTION_CALL, "" -> true;
            default -> false;
        };
    }

    /** Only calls that really came count: some services say stop after a call, or call without calling. */
    static StopReason read(String word, boolean called) {
        return switch (word) {
            case "length", "max_tokens" -> StopReason.LENGTH;
            case "content_filter" -> StopReason.FILTERED;
            default -> called ? StopReason.TOOL_CALLS : StopReason.STOP;
        };
    }

    static String write(StopReason reason, boolean called) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED, MALFORMED_CALL, ERROR ->
                called ? "tool_calls" : "stop";
            case LENGTH, CONTEXT_FULL -> "length";
            case FILTERED, REFUSAL -> "content_filter";
        };
    }
}
