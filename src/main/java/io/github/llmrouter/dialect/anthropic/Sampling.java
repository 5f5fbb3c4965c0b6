package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** Temperature and its kin, as far as the model takes them. */
final class Sampling {

    private static final double LEAST_TOP_P = 0.95;

    private final Claude model;
    private final boolean thinking;
    private final Losses losses;

    Sampling(Claude model, boolean thinking, Losses losses) {
        this.model = model;
        this.thinking = thinking;
        this.losses = losses;
    }

    void write(Settings settings, Json body) {
        JsonNode temperature = temperature(settings.temperature());
        body.with("temperature", temperature)
                .with("top_p", topP(settings.topP(), temperature != null))
                .with("top_k", topK(settings.topK()));
    }

    private @Nullable JsonNode temperature(@Nullable JsonNode wish) {
        if (wish == null) {
            return null;
        }
        double value = wish.doubleValue();
        if (!model.sampling() || thinking && value != 1) {
            return value == 1 ? null : dropped("temperature", Weight.HINT);
        }
        return clamped("temperature", wish);
    }

    private @Nullable JsonNode topP(@Nullable JsonNode wish, boolean besideTemperature) {
        if (wish == null) {
            return null;
        }
        double value = wish.doubleValue();
        boolean refused =
                !model.sampling() || thinking && value < LEAST_TOP_P || besideTemperature && !model.bothSamplings();
        return refused ? dropped("top_p", Weight.HINT) : clamped("top_p", wish);
    }

    private @Nullable JsonNode topK(@Nullable JsonNode wish) {
        return wish != null && (thinking || !model.sampling()) ? dropped("top_k", Weight.SEMANTIC) : wish;
    }

    /** From 0 to 1. */
    private JsonNode clamped(String field, JsonNode wish) {
        double value = wish.doubleValue();
        if (value >= 0 && value <= 1) {
            return wish;
        }
        int border = value > 1 ? 1 : 0;
        losses.changed(field, wish.asText() + ">" + border, Weight.HINT);
        return IntNode.valueOf(border);
    }

    private @Nullable JsonNode dropped(String field, Weight weight) {
        losses.dropped(field, weight);
        return null;
    }
}
