package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** Usage in the words of Responses: {@code input_tokens} includes what was read from and written to the cache. */
final class Tokens {

    private Tokens() {}

    /** The usage of a response object, null if it has none. */
    static @Nullable Usage of(JsonNode response) {
        return read(response.path("usage"), response.path("service_tier"));
    }

    static @Nullable Usage read(JsonNode usage, JsonNode tier) {
        if (!usage.isObject()) {
            return null;
        }
        JsonNode in = usage.path("input_tokens_details");
        long cacheRead = count(in, "cached_tokens");
        long cacheWrite = count(in, "cache_write_tokens");
        long longLived = Math.min(cacheWrite, count(in.path("cache_write_tokens_details"), "ttl_12h_tokens"));
        return new Usage(
                Math.max(0, count(usage, "input_tokens") - cacheRead - cacheWrite),
                cacheRead,
                cacheWrite - longLived,
                longLived,
                count(usage, "output_tokens"),
                count(usage.path("output_tokens_details"), "reasoning_tokens"),
                0,
                0,
                0,
                tier.textValue(),
                false);
    }

    /** The details are written even when they are zero: OpenAI's Java SDK demands them. */
    static ObjectNode write(Usage usage) {
        return Json.object()
                .with("input_tokens", usage.totalInput())
                .with(
                        "input_tokens_details",
                        Json.object()
                                .with("cached_tokens", usage.cacheRead())
                                .with("cache_write_tokens", usage.cacheWrite()))
                .with("output_tokens", usage.output())
                .with("output_tokens_details", Json.object().with("reasoning_tokens", usage.reasoning()))
                .with("total_tokens", usage.total())
                .node();
    }

    private static long count(JsonNode node, String field) {
        return Math.max(0, node.path(field).asLong(0));
    }
}
