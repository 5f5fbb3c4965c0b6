package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.dialect.OpenAiModel;
import io.github.llmrouter.dialect.StrictSchema;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the wishes of a request that this dialect knows, and reports the others. */
final class SettingsWriter {

    private static final long LEAST_TOKENS = 16;
    private static final int LONGEST_USER = 64;
    private static final int LONGEST_NAME = 64;

    private final Chat chat;
    private final Settings settings;
    private final Upstream upstream;
    private final Losses losses;

    SettingsWriter(Chat chat, Upstream upstream, Losses losses) {
        this.chat = chat;
        this.settings = chat.settings();
        this.upstream = upstream;
        this.losses = losses;
    }

    void write(Json body) {
        body.with("max_output_tokens", maxTokens());
        sample(body, "temperature", settings.temperature());
        sample(body, "top_p", settings.topP());
        reasoning(body);
        text(body);
        boolean sealed = chat.thinking().sealed() && upstream.encryptedReasoning();
        body.withAny(
                "include",
                Stream.of(
                                sealed ? SettingsReader.ENCRYPTED : "",
                                settings.topLogprobs() == null ? "" : SettingsReader.LOGPROBS)
                        .filter(wanted -> !wanted.isEmpty()));
        body.with("top_logprobs", positive(settings.topLogprobs()));
        body.with("service_tier", settings.tier() == null ? null : lower(settings.tier()));
        body.with("safety_identifier", settings.user() == null ? null : shortened(settings.user()));
        body.with("prompt_cache_key", settings.cacheKey());
        if (!settings.metadata().isEmpty()) {
            Json metadata = Json.object();
            settings.metadata().forEach(metadata::with);
            body.with("metadata", metadata);
        }
        reportOthers();
    }

    private void reportOthers() {
        lost("top_k", settings.topK() != null, Weight.SEMANTIC);
        lost("stop", !settings.stop().isEmpty(), Weight.SEMANTIC);
        lost("presence_penalty", settings.presencePenalty() != null, Weight.HINT);
        lost("frequency_penalty", settings.frequencyPenalty() != null, Weight.HINT);
        lost("seed", settings.seed() != null, Weight.HINT);
        lost("cache_control", settings.autoCache() != null, Weight.HINT);
        lost("safety_settings", settings.safety() != null, Weight.HINT);
    }

    private void lost(String field, boolean said, Weight weight) {
        if (said) {
            losses.dropped(field, weight);
        }
    }

    /** Zero means "only warm the cache" where it comes from; here it has no equivalent. */
    private @Nullable Long maxTokens() {
        Long wanted = settings.maxTokens();
        if (wanted == null) {
            return null;
        }
        if (wanted <= 0) {
            throw RequestReader.refused("max_tokens must be at least 1 on this route", "max_tokens");
        }
        long allowed = Math.max(LEAST_TOKENS, upstream.clamped(wanted));
        if (allowed != wanted) {
            losses.changed("max_tokens", wanted + ">" + allowed, Weight.HINT);
        }
        return allowed;
    }

    private void sample(Json body, String field, @Nullable JsonNode value) {
        if (value == null) {
            return;
        }
        if (upstream.samples(chat.thinking()) || value.doubleValue() == 1) {
            body.with(field, value);
        } else {
            losses.dropped(field, Weight.HINT);
        }
    }

    private void reasoning(Json body) {
        Thinking thinking = chat.thinking();
        Effort wanted = wanted(thinking);
        boolean show = Boolean.TRUE.equals(thinking.show());
        if (thinking.mode() == Mode.BETWEEN_TOOLS) {
            losses.dropped("thinking", Weight.HINT);
        }
        if (wanted == null && !show) {
            return;
        }
        if (!upstream.takesEffort()) {
            // A model that cannot think already does what somebody wants who turns thinking off.
            lost("reasoning", wanted != Effort.NONE, Weight.HINT);
            return;
        }
        Effort level = wanted == null ? null : OpenAiModel.nearest(wanted, upstream.efforts());
        if (level != wanted) {
            losses.changed("reasoning_effort", lower(wanted) + ">" + lower(level), Weight.HINT);
        }
        body.with(
                "reasoning",
                Json.object()
                        .with("effort", level == null ? null : lower(level))
                        .with("summary", show ? "auto" : null));
    }

    private static @Nullable Effort wanted(Thinking thinking) {
        if (thinking.mode() == Mode.OFF) {
            return Effort.NONE;
        }
        if (thinking.effort() != null || thinking.budget() == null) {
            return thinking.effort();
        }
        int budget = thinking.budget();
        if (budget <= 1024) {
            return Effort.MINIMAL;
        }
        if (budget <= 4096) {
            return Effort.LOW;
        }
        if (budget <= 12288) {
            return Effort.MEDIUM;
        }
        return budget <= 24576 ? Effort.HIGH : Effort.XHIGH;
    }

    private void text(Json body) {
        Json format = switch (chat.output()) {
            case Output.Text plain -> null;
            case Output.AnyJson any -> Json.type("json_object");
            case Output.Schema schema -> schema(schema);
        };
        Json text = Json.object().with("format", format).with("verbosity", settings.verbosity());
        body.with("text", text.isEmpty() ? null : text);
    }

    private Json schema(Output.Schema wanted) {
        Optional<JsonNode> strict =
                Boolean.TRUE.equals(wanted.strict()) ? StrictSchema.of(wanted.schema()) : Optional.empty();
        if (Boolean.TRUE.equals(wanted.strict()) && strict.isEmpty()) {
            losses.changed("text.format.strict", "true>false", Weight.SEMANTIC);
        }
        String name = wanted.name().replaceAll("[^A-Za-z0-9_-]", "_");
        return Json.type("json_schema")
                .with("name", name.substring(0, Math.min(name.length(), LONGEST_NAME)))
                .with("description", wanted.description())
                .with("schema", strict.orElse(wanted.schema()))
                .with("strict", wanted.strict() == null ? null : Boolean.valueOf(strict.isPresent()));
    }

    private static @Nullable Integer positive(@Nullable Integer number) {
        return number != null && number > 0 ? number : null;
    }

    private static String lower(@Nullable Enum<?> word) {
        return word == null ? "" : word.name().toLowerCase(Locale.ROOT);
    }

    private String shortened(String user) {
        if (user.length() <= LONGEST_USER) {
            return user;
        }
        losses.changed("user", "hashed", Weight.HINT);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
