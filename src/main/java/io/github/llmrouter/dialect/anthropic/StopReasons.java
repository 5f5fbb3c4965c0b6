package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.StopReason;
import org.jspecify.annotations.Nullable;

/** Anthropic's {@code stop_reason}, read and written. */
final class StopReasons {

    private StopReasons() {}

    /**
     * @param stop holds {@code stop_reason}, {@code stop_sequence} and {@code stop_details}: a whole message or a
     *     {@code message_delta}
     * @param calls whether the client was asked to run a tool
     */
    static Finish read(JsonNode stop, boolean calls, Losses losses) {
        String reason = stop.path("stop_reason").asText("");
        return switch (reason) {
            case "end_turn" -> Finish.of(StopReason.STOP);
            case "stop_sequence" ->
                new Finish(StopReason.STOP_SEQUENCE, stop.path("stop_sequence").textValue(), null);
            case "tool_use" -> Finish.of(calls ? StopReason.TOOL_CALLS : StopReason.STOP);
            case "max_tokens" -> Finish.of(StopReason.LENGTH);
            case "model_context_window_exceeded" -> Finish.of(StopReason.CONTEXT_FULL);
            case "refusal" -> new Finish(StopReason.REFUSAL, null, explanation(stop));
            case "pause_turn" -> Finish.of(StopReason.PAUSED);
            case "compaction" -> Finish.of(StopReason.COMPACTED);
            case "", "null" -> Finish.of(calls ? StopReason.TOOL_CALLS : StopReason.STOP);
            default -> {
                losses.changed("stop_reason", reason + ">end_turn", Weight.HINT);
                yield new Finish(StopReason.STOP, null, reason);
            }
        };
    }

    /** What this dialect has no reason for. */
    static void report(Finish finish, Losses losses) {
        if (finish.reason() == StopReason.MALFORMED_CALL) {
            losses.changed("stop_reason", "malformed_call>end_turn", Weight.HINT);
        }
    }

    private static @Nullable String explanation(JsonNode stop) {
        return stop.path("stop_details").path("explanation").textValue();
    }

    /** A finish that claims tool calls where there were none is an end of turn. */
    static String write(StopReason reason, boolean calls) {
        return switch (reason) {
            case STOP, MALFORMED_CALL, ERROR -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case TOOL_CALLS -> calls ? "tool_use" : "end_turn";
            case LENGTH -> "max_tokens";
            case CONTEXT_FULL -> "model_context_window_exceeded";
            case FILTERED, REFUSAL -> "refusal";
            case PAUSED -> "pause_turn";
            case COMPACTED -> "compaction";
        };
    }
}
