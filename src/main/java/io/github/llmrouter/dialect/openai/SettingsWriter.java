package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the scalar wishes that the upstream will take. */
final class SettingsWriter {

    private static final int LONGEST_USER = 64;

    private final Settings settings;
    private final Upstream upstream;
    private final Losses losses;
    private final Json body;

    SettingsWriter(Settings settings, Upstream upstream, Losses losses, Json body) {
        this.settings = settings;
        this.upstream = upstream;
        this.losses = losses;
        this.body = body;
    }

    void write() {
        maxTokens();
        sampling();
        stop();
        if (settings.candidates() > 1) {
            body.with("n", settings.candidates());
        }
        logprobs();
        body.with("seed", settings.seed());
        if (settings.topK() != null) {
            ifTaken(upstream.topK(), "top_k", settings.topK(), Weight.SEMANTIC);
        }
        extras();
        if (settings.autoCache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        if (settings.safety() != null) {
            losses.dropped("safety_settings", Weight.HINT);
        }
    }

    /** Zero means "only warm the cache" where it comes from; here it would be an answer without words. */
    private void maxTokens() {
        Long wanted = settings.maxTokens();
        if (wanted == null) {
            return;
        }
        if (wanted <= 0) {
            throw new FaultException(Fault.invalid("max_tokens must be at least 1 on this route", "max_tokens"));
        }
        Long allowed = upstream.clamped(wanted);
        if (!allowed.equals(wanted)) {
            losses.changed("max_tokens", wanted + ">" + allowed, Weight.HINT);
        }
        body.with(upstream.maxTokensField(), allowed);
    }

    private void sampling() {
        sample("temperature", settings.temperature(), 1);
        sample("top_p", settings.topP(), 1);
        sample("presence_penalty", settings.presencePenalty(), 0);
        sample("frequency_penalty", settings.frequencyPenalty(), 0);
    }

    private void sample(String field, @Nullable JsonNode value, double standard) {
        if (value != null) {
            ifTaken(!upstream.reasons() || value.doubleValue() == standard, field, value, Weight.HINT);
        }
    }

    private void stop() {
        if (settings.stop().isEmpty()) {
            return;
        }
        if (!upstream.stops()) {
            losses.dropped("stop", Weight.SEMANTIC);
        } else if (settings.stop().size() == 1) {
            body.with("stop", settings.stop().get(0));
        } else {
            body.with("stop", settings.stop().stream().limit(4));
            if (settings.stop().size() > 4) {
                losses.dropped("stop[4]", Weight.SEMANTIC);
            }
        }
    }

    private void logprobs() {
        Integer top = settings.topLogprobs();
        if (top == null) {
            return;
        }
        if (upstream.reasons()) {
            losses.dropped("logprobs", Weight.SEMANTIC);
            return;
        }
        body.with("logprobs", true).with("top_logprobs", top > 0 ? top : null);
    }

    /** What only OpenAI itself understands; imitations refuse whole requests over unknown fields. */
    private void extras() {
        boolean official = upstream.official();
        hint(official && upstream.reasons(), "verbosity", settings.verbosity());
        String tier = settings.tier() == null ? null : settings.tier().name().toLowerCase(Locale.ROOT);
        hint(official, "service_tier", tier);
        hint(official, "prompt_cache_key", settings.cacheKey());
        String user = settings.user() == null ? null : shortened(settings.user());
        if (user != null && !user.equals(settings.user())) {
            losses.changed("user", "hashed", Weight.HINT);
        }
        body.with(official ? "safety_identifier" : "user", user);
        if (!settings.metadata().isEmpty()) {
            Json metadata = Json.object();
            settings.metadata().forEach(metadata::with);
            ifTaken(official, "metadata", metadata.node(), Weight.HINT);
        }
    }

    private void hint(boolean taken, String field, @Nullable String value) {
        if (value != null && taken) {
            body.with(field, value);
        } else if (value != null) {
            losses.dropped(field, Weight.HINT);
        }
    }

    private void ifTaken(boolean taken, String field, JsonNode value, Weight weight) {
        if (taken) {
            body.with(field, value);
        } else {
            losses.dropped(field, weight);
        }
    }

    private static String shortened(String user) {
        if (user.length() <= LONGEST_USER) {
            return user;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
