package io.github.llmrouter.dialect;

import org.jspecify.annotations.Nullable;

/**
 * A name that clients may ask for, as the lists of models show it.
 *
 * @param title what people read in a list
 * @param created seconds since the epoch
 * @param contextWindow tokens, null if unknown
 * @param maxOutput tokens, null if unknown
 */
public record ModelInfo(
        String id,
        String title,
        long created,
        String ownedBy,
        @Nullable Long contextWindow,
        @Nullable Long maxOutput) {

    /** One whose name is all that there is to read. */
    public ModelInfo(String id, long created, String ownedBy, @Nullable Long contextWindow, @Nullable Long maxOutput) {
        this(id, id, created, ownedBy, contextWindow, maxOutput);
    }

    /** The same under another id; people still read the old one. */
    public ModelInfo as(String other) {
        return new ModelInfo(other, title, created, ownedBy, contextWindow, maxOutput);
    }
}
