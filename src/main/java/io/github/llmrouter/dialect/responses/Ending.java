package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.OpenAiFaults;
import org.jspecify.annotations.Nullable;

/** Why an answer stopped, read from and written as {@code status} and {@code incomplete_details}. */
final class Ending {

    private Ending() {}

    /** Why a whole answer is none, null if it is one. */
    static @Nullable Fault fault(JsonNode response) {
        return switch (response.path("status").asText("")) {
            case "failed", "cancelled" -> failure(response);
            case "queued", "in_progress" -> Fault.of(Kind.UPSTREAM, "The upstream answered before it had an answer");
            default -> response.has("output") ? null : failure(response);
        };
    }

    static Fault failure(JsonNode response) {
        if (response.path("status").asText("").equals("cancelled")) {
            return Fault.of(Kind.CLIENT_GONE, "The response was cancelled");
        }
        Fault told = OpenAiFaults.inBand(response);
        return told == null ? Fault.of(Kind.UPSTREAM, "The upstream reported a failure") : told;
    }

    /** @param calls whether the answer calls a tool of the client
     *  @param refuses whether it has a refusal */
    static Finish finish(JsonNode response, boolean calls, boolean refuses, Losses losses) {
        if (!response.path("status").asText("").equals("incomplete")) {
            return Finish.of(calls ? StopReason.TOOL_CALLS : StopReason.STOP);
        }
        String reason = response.path("incomplete_details").path("reason").asText("");
        return switch (reason) {
            case "content_filter" -> Finish.of(refuses ? StopReason.REFUSAL : StopReason.FILTERED);
            case "steered" -> Finish.of(StopReason.STOP);
            case "max_output_tokens", "max_tokens" -> Finish.of(StopReason.LENGTH);
            default -> {
                losses.changed("incomplete_details.reason", reason + ">max_output_tokens", Weight.HINT);
                yield new Finish(StopReason.LENGTH, null, reason);
            }
        };
    }

    /**
     * The {@code reason} of an incomplete answer, null if it is complete. A model that declines in its own words just stops; a refusal
     * is somebody's policy.
     */
    static @Nullable String incomplete(StopReason reason) {
        return switch (reason) {
            case LENGTH, CONTEXT_FULL -> "max_output_tokens";
            case FILTERED, REFUSAL -> "content_filter";
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED, MALFORMED_CALL, ERROR -> null;
        };
    }

    /** Whether there is no better word for it than failure. */
    static boolean failed(StopReason reason) {
        return reason == StopReason.MALFORMED_CALL || reason == StopReason.ERROR;
    }
}
