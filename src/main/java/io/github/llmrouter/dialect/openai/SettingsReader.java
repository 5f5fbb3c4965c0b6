package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the scalar wishes of a request. */
final class SettingsReader {

    private static final Map<String, Tier> TIERS = Map.of(
            "auto", Tier.AUTO,
            "default", Tier.DEFAULT,
            "flex", Tier.FLEX,
            "priority", Tier.PRIORITY,
            "fast", Tier.FAST,
            "scale", Tier.SCALE);

    private final Fields body;
    private final Losses losses;

    SettingsReader(Fields body, Losses losses) {
        this.body = body;
        this.losses = losses;
    }

    Settings read() {
        Long candidates = body.number("n");
        return new Settings(
                maxTokens(),
                body.numeric("temperature"),
                body.numeric("top_p"),
                body.numeric("top_k"),
                stop(),
                body.numeric("presence_penalty"),
                body.numeric("frequency_penalty"),
                body.number("seed"),
                candidates == null ? 1 : (int) Math.max(1, Math.min(candidates, 128)),
                logprobs(),
                body.text("verbosity"),
                tier(),
                user(),
                metadata(),
                body.text("prompt_cache_key"),
                null,
                null);
    }

    private @Nullable Long maxTokens() {
        Long completion = body.positive("max_completion_tokens");
        Long old = body.positive("max_tokens");
        if (completion != null && old != null && !completion.equals(old)) {
            losses.dropped("max_tokens", Weight.HINT);
        }
        return completion == null ? old : completion;
    }

    private List<String> stop() {
        JsonNode stop = body.node("stop");
        if (stop == null) {
            return List.of();
        } else if (stop.isTextual()) {
            return List.of(stop.textValue());
        }
        List<String> sequences = new ArrayList<>();
        stop.forEach(sequence -> sequences.add(sequence.asText()));
        if (!stop.isArray()) {
            body.unknown("stop");
        }
        return sequences;
    }

    private @Nullable Integer logprobs() {
        Boolean wanted = body.bool("logprobs");
        Long top = body.number("top_logprobs");
        if (Boolean.TRUE.equals(wanted)) {
            return top == null ? 0 : top.intValue();
        }
        if (top != null && top > 0) {
            losses.dropped("top_logprobs", Weight.HINT);
        }
        return null;
    }

    /** Services that speak the dialect have tiers of their own, which mean nothing elsewhere. */
    private @Nullable Tier tier() {
        String word = body.text("service_tier");
        Tier tier = word == null ? null : TIERS.get(word);
        if (word != null && tier == null) {
            losses.dropped("service_tier", Weight.HINT);
        }
        return tier;
    }

    private @Nullable String user() {
        String safety = body.text("safety_identifier");
        String user = body.text("user");
        if (safety != null && user != null && !safety.equals(user)) {
            losses.dropped("user", Weight.HINT);
        }
        return safety == null ? user : safety;
    }

    private Map<String, String> metadata() {
        JsonNode metadata = body.node("metadata");
        Map<String, String> read = new HashMap<>();
        if (metadata != null && !metadata.isObject()) {
            body.unknown("metadata");
            return read;
        }
        if (metadata != null) {
            metadata.properties()
                    .forEach(entry -> read.put(entry.getKey(), entry.getValue().asText()));
        }
        return read;
    }
}
