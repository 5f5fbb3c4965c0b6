package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request to the vendor. Used for one request. */
final class RequestWriter {

    /** Tokens for the visible answer when nobody said how many. */
    private static final long DEFAULT_LIMIT = 8192;

    private static final int MAX_USER = 256;
    private static final List<String> NOT_COUNTED = List.of(
            "max_tokens",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "stop_sequences",
            "metadata",
            "service_tier",
            "speed");

    private final Chat chat;
    private final Aim aim;
    private final Claude model;
    private final Losses losses;
    private final Settings settings;

    RequestWriter(Chat chat, Aim aim, Losses losses) {
        this.chat = chat;
        this.aim = aim;
        this.model = Claude.of(aim);
        this.losses = losses;
        this.settings = chat.settings();
    }

    ObjectNode write() {
        Long limit = limit();
        ThinkingPlan plan = ThinkingPlan.of(chat, model, limit == null ? roomToThink() : limit, losses);
        ForcedOutput forced = ForcedOutput.of(chat, model, plan.manual(), losses);
        MessageWriter messages = new MessageWriter(model, losses);
        List<ObjectNode> system = new ArrayList<>(messages.system(chat.instructions()));
        forced.prompt()
                .forEach(line -> system.add(Json.type("text").with("text", line).node()));
        ToolWriter writer = new ToolWriter(model, aim, losses);
        List<Json> tools = new ArrayList<>(writer.tools(chat.tools(), chat.choice()));
        Json choice = writer.choice(chat.choice(), !tools.isEmpty());
        tools.addAll(forced.tools());
        Json body =
                Json.object().with("model", aim.model()).with("max_tokens", limit == null ? unsaidLimit(plan) : limit);
        system(body, system);
        body.with("messages", messages.messages(chat.conversation()))
                .withAny("tools", tools.stream())
                .with("tool_choice", forced.choice() == null ? choice : forced.choice())
                .with("thinking", plan.thinking())
                .with("output_config", config(plan, forced));
        settings(body, plan);
        CacheMarks marks = new CacheMarks(losses);
        ObjectNode node = body.with("stream", chat.stream() ? true : null).node();
        marks.limit(node);
        marks.reportLives(chat);
        return node;
    }

    /** The body of a count: everything that becomes input. */
    ObjectNode writeCount() {
        return write().remove(NOT_COUNTED);
    }

    private static void system(Json body, List<ObjectNode> system) {
        if (RequestBlocks.isPlain(system)) {
            body.with("system", system.getFirst().path("text").asText());
        } else {
            body.withAny("system", system.stream());
        }
    }

    private @Nullable Long limit() {
        Long limit = settings.maxTokens();
        Long most = aim.maxOutput();
        if (limit != null && most != null && limit > most) {
            losses.changed("max_tokens", limit + ">" + most, Weight.HINT);
            return most;
        }
        return limit;
    }

    private long unsaidLimit(ThinkingPlan plan) {
        Long most = aim.maxOutput();
        if (most == null) {
            return DEFAULT_LIMIT + plan.extra();
        }
        return most;
    }

    /** Of a configured maximum, what the visible answer can spare. */
    private @Nullable Long roomToThink() {
        Long most = aim.maxOutput();
        return most == null ? null : most - Math.min(DEFAULT_LIMIT, most / 2);
    }

    private @Nullable Json config(ThinkingPlan plan, ForcedOutput forced) {
        Json config = Json.object()
                .with("effort", plan.effort() == null ? null : Efforts.write(plan.effort()))
                .with("format", forced.format());
        return config.isEmpty() ? null : config;
    }

    private void settings(Json body, ThinkingPlan plan) {
        new Sampling(model, plan.on(), losses).write(settings, body);
        body.withAny("stop_sequences", stop().stream())
                .with("metadata", settings.user() == null ? null : Json.object().with("user_id", user(settings.user())))
                .with(CacheMarks.FIELD, CacheMarks.write(settings.autoCache()));
        tier(body);
        drop("presence_penalty", settings.presencePenalty(), Weight.HINT);
        drop("frequency_penalty", settings.frequencyPenalty(), Weight.HINT);
        drop("seed", settings.seed(), Weight.HINT);
        drop("logprobs", settings.topLogprobs(), Weight.SEMANTIC);
        drop("verbosity", settings.verbosity(), Weight.HINT);
        drop("metadata", settings.metadata().isEmpty() ? null : settings.metadata(), Weight.HINT);
        drop("prompt_cache_key", settings.cacheKey(), Weight.HINT);
        drop("safety_settings", settings.safety(), Weight.HINT);
    }

    private void drop(String field, @Nullable Object value, Weight weight) {
        if (value != null) {
            losses.dropped(field, weight);
        }
    }

    /** The vendor refuses sequences of white space alone. */
    private List<String> stop() {
        List<String> taken =
                settings.stop().stream().filter(stop -> !stop.isBlank()).toList();
        if (taken.size() < settings.stop().size()) {
            losses.dropped("stop", Weight.SEMANTIC);
        }
        return taken;
    }

    private void tier(Json body) {
        switch (settings.tier()) {
            case null -> {}
            case AUTO, PRIORITY -> body.with("service_tier", "auto");
            case DEFAULT -> body.with("service_tier", "standard_only");
            case FAST -> {
                if (fast(chat, model)) {
                    body.with("speed", "fast");
                } else {
                    losses.dropped("service_tier", Weight.HINT);
                }
            }
            case FLEX, SCALE -> losses.dropped("service_tier", Weight.HINT);
        }
    }

    static boolean fast(Chat chat, Claude model) {
        return chat.settings().tier() == Tier.FAST && model.adaptive();
    }

    private String user(String user) {
        if (user.length() <= MAX_USER) {
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
