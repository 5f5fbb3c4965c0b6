package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.routing.Failure;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that is over.
 *
 * @param failure of the target, empty if it did not fail
 * @param usage null if nobody knows
 * @param cost in dollars, null if nobody knows
 */
record Tried(
        Attempt attempt,
        Outcome outcome,
        Optional<Failure> failure,
        @Nullable Usage usage,
        @Nullable BigDecimal cost) {}
