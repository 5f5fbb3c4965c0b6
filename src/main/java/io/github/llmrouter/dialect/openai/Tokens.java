package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code usage} object: its totals hold what the hub counts once each. */
final class Tokens {

    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "scale", "priority", "fast");

    private Tokens() {}

    /** Null unless {@code usage} is an object; {@code tier} is the answer's {@code service_tier}, missing if not told. */
    static @Nullable Usage read(@Nullable JsonNode usage, @Nullable JsonNode tier) {
        if (usage == null || !usage.isObject()) {
            return null;
        }
        JsonNode in = usage.path("prompt_tokens_details");
        JsonNode out = usage.path("completion_tokens_details");
        long prompt = count(usage, "prompt_tokens");
        long cacheRead = cacheRead(usage, in);
        long cacheWrite = first(in, "cache_write_tokens", "cache_creation_tokens");
        long reasoning = count(out, "reasoning_tokens");
        return new Usage(
                Math.max(0, prompt - cacheRead - cacheWrite),
                cacheRead,
                cacheWrite,
                0,
                completion(usage, prompt, reasoning),
                reasoning,
                count(in, "audio_tokens"),
                count(out, "audio_tokens"),
                0,
                tier(tier),
                false);
    }

    static ObjectNode write(Usage usage) {
        return Json.object()
                .with("prompt_tokens", usage.totalInput())
                .with("completion_tokens", usage.output())
                .with("total_tokens", usage.total())
                .with(
                        "prompt_tokens_details",
                        Json.object()
                                .with("cached_tokens", usage.cacheRead())
                                .with("cache_write_tokens", usage.cacheWrite())
                                .with("audio_tokens", usage.audioInput()))
                .with(
                        "completion_tokens_details",
                        Json.object()
                                .with("reasoning_tokens", usage.reasoning())
                                .with("audio_tokens", usage.audioOutput())
                                .with("accepted_prediction_tokens", 0)
                                .with("rejected_prediction_tokens", 0))
                .node();
    }

    /** DeepSeek and Moonshot count cache hits outside of the details. */
    private static long cacheRead(JsonNode usage, JsonNode details) {
        return details.has("cached_tokens")
                ? count(details, "cached_tokens")
                : first(usage, "prompt_cache_hit_tokens", "cached_tokens");
    }

    /** Some compatible services leave the reasoning out of the completion and only count it in the total. */
    private static long completion(JsonNode usage, long prompt, long reasoning) {
        long completion = count(usage, "completion_tokens");
        long rest = count(usage, "total_tokens") - prompt - completion;
        return reasoning > 0 && rest == reasoning ? completion + reasoning : completion;
    }

    private static @Nullable String tier(@Nullable JsonNode tier) {
        return tier != null && tier.isTextual() && TIERS.contains(tier.textValue()) ? tier.textValue() : null;
    }

    private static long first(JsonNode node, String one, String other) {
        return node.has(one) ? count(node, one) : count(node, other);
    }

    private static long count(JsonNode node, String field) {
        return Math.max(0, node.path(field).asLong(0));
    }
}
