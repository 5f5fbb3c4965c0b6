package io.github.llmrouter.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scalar wishes of a request; what was not said is null. Numbers stay JSON nodes so that their spelling survives.
 *
 * @param maxTokens limit of the answer in tokens, reasoning included
 * @param topLogprobs 0 to 20; null for no log probabilities at all
 * @param user an opaque id of the end user
 * @param cacheKey OpenAI's {@code prompt_cache_key}
 * @param autoCache Anthropic's top-level {@code cache_control}
 * @param safety Gemini's {@code safetySettings}
 */
public record Settings(
        @Nullable Long maxTokens,
        @Nullable JsonNode temperature,
        @Nullable JsonNode topP,
        @Nullable JsonNode topK,
        List<String> stop,
        @Nullable JsonNode presencePenalty,
        @Nullable JsonNode frequencyPenalty,
        @Nullable Long seed,
        int candidates,
        @Nullable Integer topLogprobs,
        @Nullable String verbosity,
        @Nullable Tier tier,
        @Nullable String user,
        Map<String, String> metadata,
        @Nullable String cacheKey,
        @Nullable CacheMark autoCache,
        @Nullable JsonNode safety) {

    /** How fast and how dear. */
    public enum Tier {
        AUTO,
        DEFAULT,
        FLEX,
        PRIORITY,
        FAST,
        SCALE
    }

    public Settings {
        stop = List.copyOf(stop);
        metadata = Map.copyOf(metadata);
    }

    public static Settings none() {
        return new Settings(
                null, null, null, null, List.of(), null, null, null, 1, null, null, null, null, Map.of(), null, null,
                null);
    }

    public Settings withMaxTokens(@Nullable Long maxTokens) {
        return new Settings(
                maxTokens,
                temperature,
                topP,
                topK,
                stop,
                presencePenalty,
                frequencyPenalty,
                seed,
                candidates,
                topLogprobs,
                verbosity,
                tier,
                user,
                metadata,
                cacheKey,
                autoCache,
                safety);
    }

    public Settings withStop(List<String> stop) {
        return new Settings(
                maxTokens,
                temperature,
                topP,
                topK,
                stop,
                presencePenalty,
                frequencyPenalty,
                seed,
                candidates,
                topLogprobs,
                verbosity,
                tier,
                user,
                metadata,
                cacheKey,
                autoCache,
                safety);
    }
}
