package io.github.llmrouter.dialect;

import org.jspecify.annotations.Nullable;

/**
 * A name that clients may ask for, as the lists of models show it.
 *
 * @param created seconds since the epoch
 * @param contextWindow tokens, null if unknown
 * @param maxOutput tokens, null if unknown
 */
public record ModelInfo(
        String id,
        long created,
        String ownedBy,
        @Nullable Long contextWindow,
        @Nullable Long maxOutput) {}
