package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says a {@link Chat} as the body of {@code generateContent}. Further quirks: {@code safety}, the threshold to set for all
 * categories when the client set none; those of {@link Traits} and {@link ToolWriter}.
 */
final class RequestWriter {

    private static final String[] HARMS = {"HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"};

    private final Chat chat;
    private final Aim aim;
    private final Losses losses;
    private final Traits traits;

    RequestWriter(Chat chat, Aim aim, Losses losses) {
        this.chat = chat;
        this.aim = aim;
        this.losses = losses;
        this.traits = Traits.of(aim);
    }

    ObjectNode write() {
        ContentWriter contents = new ContentWriter(chat, traits, losses);
        ToolWriter tools = new ToolWriter(chat, aim, traits, losses);
        Json config = new ConfigWriter(chat, traits, losses).config();
        Json body = Json.object()
                .with("systemInstruction", contents.instruction(prompted()))
                .with("contents", contents.contents())
                .withAny("tools", tools.tools())
                .with("toolConfig", tools.config())
                .with("safetySettings", safety())
                .with("generationConfig", config.isEmpty() ? null : config)
                .with("serviceTier", tier());
        labels(body);
        unsayable();
        return body.node();
    }

    /** Whether the form of the answer can only be asked for in words: before the third generation it excludes functions. */
    static boolean prompted(Chat chat, Traits traits) {
        return !traits.third()
                && !(chat.output() instanceof Output.Text)
                && chat.tools().stream().anyMatch(tool -> !(tool instanceof Tool.BuiltIn));
    }

    private @Nullable String prompted() {
        if (!prompted(chat, traits)) {
            return null;
        }
        losses.emulated("response_format");
        return switch (chat.output()) {
            case Output.Text text -> null;
            case Output.AnyJson json -> "Give your final answer as one JSON object and nothing else.";
            case Output.Schema schema ->
                "Give your final answer as JSON that fits this JSON Schema and nothing else: "
                        + Json.text(schema.schema());
        };
    }

    private @Nullable JsonNode safety() {
        String threshold = aim.quirk("safety", "");
        if (chat.settings().safety() != null || threshold.isEmpty()) {
            return chat.settings().safety();
        }
        return Json.array(Stream.of(HARMS)
                .map(harm ->
                        Json.object().with("category", "HARM_CATEGORY_" + harm).with("threshold", threshold)));
    }

    /** Vertex takes the tier from a header, if at all. */
    private @Nullable String tier() {
        Tier tier = chat.settings().tier();
        if (tier == null || tier == Tier.AUTO) {
            return null;
        }
        String name = traits.vertex() ? null : ServiceTiers.write(tier);
        if (name == null) {
            losses.dropped("service_tier", Weight.HINT);
        }
        return name;
    }

    private void labels(Json body) {
        Map<String, String> metadata = chat.settings().metadata();
        if (metadata.isEmpty()) {
            return;
        }
        if (!traits.vertex()) {
            losses.dropped("metadata", Weight.HINT);
            return;
        }
        Json labels = Json.object();
        metadata.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(64)
                .forEach(label -> labels.with(Labels.legal(label.getKey()), Labels.legal(label.getValue())));
        body.with("labels", labels);
    }

    private void unsayable() {
        Settings settings = chat.settings();
        drop("verbosity", settings.verbosity());
        drop("user", settings.user());
        drop("prompt_cache_key", settings.cacheKey());
        drop("cache_control", settings.autoCache());
    }

    private void drop(String field, @Nullable Object value) {
        if (value != null) {
            losses.dropped(field, Weight.HINT);
        }
    }
}
