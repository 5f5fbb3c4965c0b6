package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.Asked;

/**
 * What the client wants its answer to look like.
 *
 * @param usage whether a stream is to end with usage
 * @param legacy whether calls go into the older {@code function_call}
 */
record Wishes(boolean usage, boolean legacy) {

    static Wishes of(Asked asked) {
        JsonNode body = asked.ask().body();
        return new Wishes(
                body.path("stream_options").path("include_usage").asBoolean(false),
                body.has("functions") && !body.has("tools"));
    }
}
