package io.github.llmrouter.usage;

import io.github.llmrouter.chat.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a target, or one call that no target was tried for: what happened and what it used. No secrets, no content.
 *
 * @param caller name of the client's key
 * @param asked the name the client asked for
 * @param target id of the target, empty if none was tried
 * @param key name of the upstream key, never its value
 * @param attempt 1 for the first target that was tried
 * @param last whether this attempt decided the client's answer
 * @param status HTTP status that the client got, or would have got
 * @param error what failed, null if nothing did
 * @param usage null if nobody knows
 * @param cost in dollars, null if the price or the usage is unknown
 * @param firstContent from the request to the first content, null if there was none
 * @param overhead the router's own part of the time to the answer's head, null if none began
 */
public record Entry(
        Instant when,
        String requestId,
        String caller,
        String dialect,
        String operation,
        String asked,
        String group,
        String target,
        String provider,
        String model,
        String key,
        boolean stream,
        int attempt,
        boolean last,
        Outcome outcome,
        int status,
        @Nullable String error,
        @Nullable Usage usage,
        @Nullable BigDecimal cost,
        @Nullable Duration firstContent,
        @Nullable Duration overhead,
        Duration duration) {

    /** How an attempt ended. */
    public enum Outcome {
        ANSWERED,
        /** Failed before the client saw anything. */
        REFUSED,
        /** Failed in the middle of the answer. */
        BROKEN,
        /** The client went away. */
        CLIENT_GONE,
        /** Another target that was asked at the same time was faster. */
        OVERTAKEN
    }
}
