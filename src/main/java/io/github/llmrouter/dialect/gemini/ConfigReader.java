package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code generationConfig} and the few settings that stand beside it. */
final class ConfigReader {

    static final String ENUM = "text/x.enum";
    private static final String JSON = "application/json";
    private static final Set<String> TEXT = Set.of("TEXT", "text", "1");

    private final Fields request;
    private final Fields config;
    private final Losses losses;

    ConfigReader(Fields request, Losses losses) {
        this.request = request;
        this.config = request.object("generationConfig");
        this.losses = losses;
    }

    Settings settings() {
        modalities();
        return new Settings(
                limit(),
                config.numeric("temperature"),
                config.numeric("topP"),
                config.numeric("topK"),
                config.texts("stopSequences"),
                config.numeric("presencePenalty"),
                config.numeric("frequencyPenalty"),
                config.number("seed"),
                candidates(),
                topLogprobs(),
                null,
                tier(),
                null,
                labels(),
                null,
                null,
                request.node("safetySettings"));
    }

    /** Zero is Google's way of saying nothing. */
    private @Nullable Long limit() {
        Long limit = config.number("maxOutputTokens");
        if (limit != null && limit < 0) {
            String path = config.path("maxOutputTokens");
            throw Fields.invalid(path + " must be at least 1", path);
        }
        return limit == null || limit == 0 ? null : limit;
    }

    private int candidates() {
        Long count = config.number("candidateCount");
        return count == null ? 1 : (int) Math.clamp(count, 1, 1000);
    }

    private @Nullable Integer topLogprobs() {
        Long top = config.number("logprobs");
        if (!Boolean.TRUE.equals(config.bool("responseLogprobs"))) {
            return null;
        }
        return top == null ? 0 : (int) Math.clamp(top, 0, 20);
    }

    private void modalities() {
        for (String modality : config.texts("responseModalities")) {
            if (!TEXT.contains(modality)) {
                String path = config.path("responseModalities");
                throw Fields.invalid("answers in " + modality + " are not supported on this route", path);
            }
        }
        config.drop(Weight.SEMANTIC, "speechConfig", "imageConfig", "responseFormat", "translationConfig");
        config.drop(
                Weight.HINT,
                "mediaResolution",
                "audioTimestamp",
                "audioTranscriptionConfig",
                "routingConfig",
                "modelSelectionConfig",
                "enableAffectiveDialog",
                "enableEnhancedCivicAnswers");
    }

    private @Nullable Tier tier() {
        String name = request.text("serviceTier");
        Tier tier = name == null ? null : ServiceTiers.read(name);
        if (name != null && tier == null) {
            losses.dropped(request.path("serviceTier"), Weight.HINT);
        }
        return tier;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        request.get("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    Output output() {
        String type = config.text("responseMimeType");
        JsonNode json = config.node("responseJsonSchema");
        JsonNode schema = config.node("responseSchema");
        JsonNode wanted = json != null ? json : schema == null ? null : SchemaReader.read(schema);
        boolean known =
                type == null || type.equals(JSON) || type.equals("text/plain") || type.equals(ENUM) && wanted != null;
        if (!known) {
            losses.dropped(config.path("responseMimeType"), Weight.SEMANTIC);
        }
        if (wanted != null) {
            return new Output.Schema("response", null, wanted, null);
        }
        return JSON.equals(type) ? new Output.AnyJson() : Output.TEXT;
    }

    Thinking thinking() {
        Fields thinking = config.object("thinkingConfig");
        Long budget = thinking.number("thinkingBudget");
        Thinking read = new Thinking(
                mode(budget),
                effort(thinking.text("thinkingLevel")),
                budget == null || budget <= 0 ? null : (Integer) (int) Math.min(budget, Integer.MAX_VALUE),
                thinking.bool("includeThoughts"),
                true);
        thinking.done();
        return read;
    }

    /** A budget of 0 turns thinking off, -1 leaves it to the model. */
    private static @Nullable Mode mode(@Nullable Long budget) {
        if (budget == null) {
            return null;
        }
        return budget == 0 ? Mode.OFF : budget < 0 ? Mode.ADAPTIVE : Mode.ON;
    }

    private @Nullable Effort effort(@Nullable String level) {
        return switch (level == null ? "THINKING_LEVEL_UNSPECIFIED" : level) {
            case "MINIMAL", "minimal" -> Effort.MINIMAL;
            case "LOW", "low" -> Effort.LOW;
            case "MEDIUM", "medium" -> Effort.MEDIUM;
            case "HIGH", "high" -> Effort.HIGH;
            case "THINKING_LEVEL_UNSPECIFIED" -> null;
            default -> {
                losses.dropped(config.path("thinkingConfig") + ".thinkingLevel", Weight.HINT);
                yield null;
            }
        };
    }

    void done() {
        config.done();
    }
}
