package io.github.llmrouter.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A source that an answer names.
 *
 * @param start first code point of the cited span in its text part, -1 if unknown
 * @param end one past the last code point, -1 if unknown
 * @param raw the vendor's own object, for the way back into the same dialect
 */
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String quote,
        @Nullable String fileId,
        int start,
        int end,
        String origin,
        JsonNode raw) {}
