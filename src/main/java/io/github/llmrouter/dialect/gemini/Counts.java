package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code usageMetadata}: every chunk of a stream repeats it, the last one counts, but a late one may lack fields that an earlier
 * one had.
 */
record Counts(
        long prompt, long tool, long cached, long candidates, long thoughts, long audioIn, long audioOut, String tier) {

    private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, "");

    /** Null if the metadata has no numbers, as in the first chunks of some of Vertex's streams. */
    static @Nullable Counts read(JsonNode metadata, @Nullable Counts before) {
        if (before == null && !metadata.has("promptTokenCount") && !metadata.has("totalTokenCount")) {
            return null;
        }
        Counts old = before == null ? NONE : before;
        return new Counts(
                Math.max(old.prompt, metadata.path("promptTokenCount").asLong()),
                Math.max(old.tool, metadata.path("toolUsePromptTokenCount").asLong()),
                Math.max(old.cached, metadata.path("cachedContentTokenCount").asLong()),
                Math.max(old.candidates, metadata.path("candidatesTokenCount").asLong()),
                Math.max(old.thoughts, metadata.path("thoughtsTokenCount").asLong()),
                Math.max(old.audioIn, audio(metadata.path("promptTokensDetails"))),
                Math.max(old.audioOut, audio(metadata.path("candidatesTokensDetails"))),
                metadata.path("serviceTier").asText(old.tier));
    }

    private static long audio(JsonNode details) {
        for (JsonNode detail : details) {
            if (detail.path("modality").asText().equals("AUDIO")) {
                return detail.path("tokenCount").asLong();
            }
        }
        return 0;
    }

    Usage usage() {
        Tier known = ServiceTiers.read(tier);
        return new Usage(
                Math.max(0, prompt + tool - cached),
                cached,
                0,
                0,
                candidates + thoughts,
                thoughts,
                audioIn,
                audioOut,
                tool,
                known == null ? null : known.name().toLowerCase(Locale.ROOT),
                false);
    }

    /** The total is the sum of what is shown, as it is in the vendor's answers; zeros are left out. */
    static Json write(Usage usage) {
        long tool = Math.min(usage.toolInput(), usage.totalInput());
        return Json.object()
                .with("promptTokenCount", usage.totalInput() - tool)
                .with("candidatesTokenCount", some(usage.output() - usage.reasoning()))
                .with("totalTokenCount", usage.total())
                .with("cachedContentTokenCount", some(usage.cacheRead()))
                .withAny("promptTokensDetails", spoken(usage.audioInput()))
                .withAny("candidatesTokensDetails", spoken(usage.audioOutput()))
                .with("toolUsePromptTokenCount", some(tool))
                .with("thoughtsTokenCount", some(usage.reasoning()))
                .with("serviceTier", ServiceTiers.write(usage.tier()));
    }

    private static @Nullable Long some(long tokens) {
        return tokens <= 0 ? null : tokens;
    }

    private static Stream<Json> spoken(long tokens) {
        return tokens <= 0
                ? Stream.empty()
                : Stream.of(Json.object().with("modality", "AUDIO").with("tokenCount", tokens));
    }
}
