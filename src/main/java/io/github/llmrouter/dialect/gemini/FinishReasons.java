package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.StopReason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Google's words for why a model stopped. */
final class FinishReasons {

    /** By their numbers, which some clients of Vertex ask for. */
    private static final List<String> NAMES = List.of(
            "FINISH_REASON_UNSPECIFIED",
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL",
            "MODEL_ARMOR");

    private static final Set<String> FILTERS = Set.of(
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION");

    private FinishReasons() {}

    static String name(JsonNode reason) {
        return reason.isInt() && reason.intValue() >= 0 && reason.intValue() < NAMES.size()
                ? NAMES.get(reason.intValue())
                : reason.asText();
    }

    static boolean known(String reason) {
        return FILTERS.contains(reason)
                || switch (reason) {
                    case "STOP", "MAX_TOKENS", "CONTINUATION", "OTHER", "NO_IMAGE", "IMAGE_OTHER" -> true;
                    case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL" -> true;
                    case "TOO_MANY_TOOL_CALLS", "FINISH_REASON_UNSPECIFIED" -> true;
                    default -> false;
                };
    }

    /**
     * Null when the model gave up without a word, which is an upstream's failure.
     *
     * @param calls whether it called a function
     * @param content whether it said anything
     */
    static @Nullable Finish read(String reason, @Nullable String message, boolean calls, boolean content) {
        StopReason usual = calls ? StopReason.TOOL_CALLS : StopReason.STOP;
        return switch (reason) {
            case "STOP" -> Finish.of(usual);
            case "MAX_TOKENS" -> Finish.of(StopReason.LENGTH);
            case "CONTINUATION" -> Finish.of(StopReason.PAUSED);
            case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
                calls ? Finish.of(usual) : new Finish(StopReason.MALFORMED_CALL, null, detail(reason, message));
            default -> {
                if (FILTERS.contains(reason)) {
                    yield new Finish(StopReason.FILTERED, null, detail(reason, message));
                }
                yield content ? new Finish(usual, null, detail(reason, message)) : null;
            }
        };
    }

    private static String detail(String reason, @Nullable String message) {
        return message == null ? reason : message;
    }

    /** @param refused whether the text is a refusal: here only the reason can tell */
    static String write(Finish finish, boolean refused) {
        return refused && finish.reason() == StopReason.STOP ? "SAFETY" : write(finish);
    }

    private static String write(Finish finish) {
        String detail = finish.detail();
        return switch (finish.reason()) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED -> "STOP";
            case LENGTH, CONTEXT_FULL -> "MAX_TOKENS";
            case FILTERED, REFUSAL -> detail != null && FILTERS.contains(detail) ? detail : "SAFETY";
            case MALFORMED_CALL -> "MALFORMED_FUNCTION_CALL";
            case ERROR -> "OTHER";
        };
    }

    /** What is worth telling beside the reason; null for nothing. */
    static @Nullable String message(Finish finish) {
        String detail = finish.detail();
        return switch (finish.reason()) {
            case FILTERED, REFUSAL, MALFORMED_CALL, ERROR ->
                detail == null || FILTERS.contains(detail) || detail.equals(write(finish)) ? null : detail;
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED, LENGTH, CONTEXT_FULL -> null;
        };
    }
}
