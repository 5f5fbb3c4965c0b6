package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** Says {@code generationConfig}. */
final class ConfigWriter {

    private static final String JSON = "application/json";
    private static final int MOST_CANDIDATES = 8;

    private final Chat chat;
    private final Traits traits;
    private final Losses losses;

    ConfigWriter(Chat chat, Traits traits, Losses losses) {
        this.chat = chat;
        this.traits = traits;
        this.losses = losses;
    }

    Json config() {
        Settings settings = chat.settings();
        Json config = Json.object()
                .with("maxOutputTokens", most(settings.maxTokens()))
                .with("temperature", settings.temperature())
                .with("topP", settings.topP())
                .with("topK", settings.topK())
                .withAny("stopSequences", settings.stop().stream())
                .with("presencePenalty", settings.presencePenalty())
                .with("frequencyPenalty", settings.frequencyPenalty())
                .with("seed", seed(settings.seed()))
                .with("candidateCount", candidates(settings.candidates()));
        Integer top = settings.topLogprobs();
        if (top != null) {
            config.with("responseLogprobs", true).with("logprobs", top == 0 ? null : top);
        }
        if (!RequestWriter.prompted(chat, traits)) {
            output(config);
        }
        return config.with("thinkingConfig", new ThinkingWriter(chat.thinking(), traits, losses).config());
    }

    private void output(Json config) {
        switch (chat.output()) {
            case Output.Text text -> {}
            case Output.AnyJson json -> config.with("responseMimeType", JSON);
            case Output.Schema schema -> {
                config.with("responseMimeType", JSON);
                if (traits.jsonSchema()) {
                    config.with("responseJsonSchema", new JsonSchemas(losses, "response_format").any(schema.schema()));
                } else {
                    config.with("responseSchema", new SchemaSubset(losses, "response_format").write(schema.schema()));
                }
            }
        }
    }

    private @Nullable Long most(@Nullable Long tokens) {
        if (tokens == null || tokens <= traits.maxOutput()) {
            return tokens;
        }
        losses.changed("max_tokens", tokens + ">" + traits.maxOutput(), Weight.HINT);
        return traits.maxOutput();
    }

    private static @Nullable Integer candidates(int wanted) {
        return wanted == 1 ? null : Integer.valueOf(Math.clamp(wanted, 1, MOST_CANDIDATES));
    }

    /** The vendor takes 32 bits. */
    private @Nullable Long seed(@Nullable Long seed) {
        if (seed == null || seed.intValue() == seed) {
            return seed;
        }
        long folded = (int) (seed ^ seed >>> 32);
        losses.changed("seed", seed + ">" + folded, Weight.HINT);
        return folded;
    }
}
