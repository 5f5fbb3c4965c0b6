package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's {@code usage}: what {@code message_start} promised and {@code message_delta} corrected. The numbers are
 * cumulative, so a later one replaces an earlier one and what a later object leaves out stays. Used by one thread.
 */
final class Tokens {

    private final ObjectNode latest = JsonNodeFactory.instance.objectNode();

    void see(JsonNode usage) {
        usage.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .forEach(field -> latest.set(field.getKey(), field.getValue()));
    }

    /** Null if no usage came by. */
    @Nullable
    Usage usage() {
        return latest.isEmpty() ? null : read(latest);
    }

    private static Usage read(JsonNode usage) {
        Usage sum = billedApart(usage.path("iterations")) ? sum(usage.path("iterations")) : one(usage);
        return new Usage(
                sum.input(),
                sum.cacheRead(),
                sum.cacheWrite5m(),
                sum.cacheWrite1h(),
                sum.output(),
                usage.path("output_tokens_details").path("thinking_tokens").asLong(),
                0,
                0,
                0,
                tier(usage.path("service_tier").asText()),
                false);
    }

    /** The top level leaves compaction passes out; after a fallback to another model it is right, and the passes are not. */
    private static boolean billedApart(JsonNode iterations) {
        boolean any = false;
        for (JsonNode pass : iterations) {
            if (pass.path("type").asText().equals("fallback_message")) {
                return false;
            }
            any |= executor(pass);
        }
        return any;
    }

    private static boolean executor(JsonNode pass) {
        String type = pass.path("type").asText();
        return type.equals("message") || type.equals("compaction");
    }

    private static Usage sum(JsonNode iterations) {
        Usage sum = Usage.NONE;
        for (JsonNode pass : iterations) {
            if (executor(pass)) {
                Usage one = one(pass);
                sum = Usage.of(
                        sum.input() + one.input(),
                        sum.cacheRead() + one.cacheRead(),
                        sum.cacheWrite5m() + one.cacheWrite5m(),
                        sum.cacheWrite1h() + one.cacheWrite1h(),
                        sum.output() + one.output(),
                        0);
            }
        }
        return sum;
    }

    private static Usage one(JsonNode usage) {
        JsonNode split = usage.path("cache_creation");
        long hour = split.path("ephemeral_1h_input_tokens").asLong();
        long written = usage.has("cache_creation_input_tokens")
                ? usage.path("cache_creation_input_tokens").asLong()
                : hour + split.path("ephemeral_5m_input_tokens").asLong();
        long long1h = Math.min(hour, written);
        return Usage.of(
                usage.path("input_tokens").asLong(),
                usage.path("cache_read_input_tokens").asLong(),
                written - long1h,
                long1h,
                usage.path("output_tokens").asLong(),
                0);
    }

    private static @Nullable String tier(String tier) {
        return switch (tier) {
            case "" -> null;
            case "standard" -> "default";
            case "batch" -> "flex";
            default -> tier;
        };
    }

    /** The {@code usage} of a whole message, or of {@code message_start}; zeros where nothing is known. */
    static Json ofMessage(@Nullable Usage known) {
        Usage usage = known == null ? Usage.NONE : known;
        return counts(usage)
                .with("cache_creation", usage.cacheWrite() == 0 ? null : split(usage))
                .with("service_tier", serviceTier(usage.tier()));
    }

    /** The {@code usage} of {@code message_delta}. */
    static Json ofDelta(@Nullable Usage known) {
        Usage usage = known == null ? Usage.NONE : known;
        return counts(usage).with("cache_creation", usage.cacheWrite1h() == 0 ? null : split(usage));
    }

    private static Json counts(Usage usage) {
        return Json.object()
                .with("input_tokens", usage.input())
                .with("cache_creation_input_tokens", usage.cacheWrite())
                .with("cache_read_input_tokens", usage.cacheRead())
                .with("output_tokens", usage.output())
                .with(
                        "output_tokens_details",
                        usage.reasoning() == 0 ? null : Json.object().with("thinking_tokens", usage.reasoning()));
    }

    private static Json split(Usage usage) {
        return Json.object()
                .with("ephemeral_5m_input_tokens", usage.cacheWrite5m())
                .with("ephemeral_1h_input_tokens", usage.cacheWrite1h());
    }

    private static @Nullable String serviceTier(@Nullable String tier) {
        return switch (tier) {
            case null -> null;
            case "default" -> "standard";
            case "flex" -> "batch";
            case "priority" -> "priority";
            default -> null;
        };
    }
}
