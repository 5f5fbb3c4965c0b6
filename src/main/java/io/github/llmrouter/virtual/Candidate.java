package io.github.llmrouter.virtual;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.usage.Prices;
import io.github.llmrouter.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model or group that may answer, and what is known of it.
 *
 * @param name as it can be asked for
 * @param price as configured, else as the provider lists it, else from the table that comes with the program; null if unknown
 * @param capabilities configured or told by the provider; what is missing is guessed from the model's name
 * @param contextWindow tokens, null if unknown
 */
record Candidate(
        String name,
        String model,
        Config.@Nullable Price price,
        Map<String, Boolean> capabilities,
        @Nullable Long contextWindow) {

    private static final List<String> NO_CHAT = List.of("embed", "rerank", "tts", "whisper", "speech");
    private static final Map<String, Set<String>> SPELLINGS = Map.of(
            Demand.VISION, Set.of("vision", "image", "images", "image_input", "input_image", "supports_vision"),
            Demand.TOOLS, Set.of("tool_calls", "tools", "function_calling", "functions", "supports_tool_calls"),
            Demand.PARALLEL, Set.of("parallel_tool_calls", "parallel_tools", "supports_parallel_tool_calls"));

    static Candidate of(String name, Config.Model model, Prices prices) {
        return new Candidate(
                name, model.upstream(), prices.price(model).orElse(null), model.capabilities(), model.contextWindow());
    }

    Strength strength() {
        return Strength.of(model);
    }

    /** Whether models of this kind hold conversations at all. */
    boolean chats() {
        return NO_CHAT.stream().noneMatch(model.toLowerCase(java.util.Locale.ROOT)::contains);
    }

    boolean can(String capability) {
        return known(capability).orElseGet(this::chats);
    }

    private Optional<Boolean> known(String capability) {
        return SPELLINGS.getOrDefault(capability, Set.of(capability)).stream()
                .filter(capabilities::containsKey)
                .map(capabilities::get)
                .findFirst();
    }

    /** Whether both are names of one capability. */
    static boolean mean(String one, String other) {
        return one.equals(other)
                || SPELLINGS.values().stream().anyMatch(names -> names.contains(one) && names.contains(other));
    }

    boolean holds(long tokens) {
        return contextWindow == null || contextWindow > tokens;
    }

    /** Input and output together, in dollars per million tokens. */
    Optional<BigDecimal> cost() {
        return Optional.ofNullable(price).map(known -> known.input().add(known.output()));
    }

    /** As the router model is told. */
    Json details() {
        Json can = Json.object();
        SPELLINGS.keySet().stream().sorted().forEach(capability -> can.with("supports_" + capability, can(capability)));
        Json details = Json.object().with("id", name);
        if (!model.equals(name)) {
            details.with("model", model);
        }
        if (price == null) {
            details.withNull("price");
        } else {
            details.with(
                    "price",
                    Json.object()
                            .withRaw("input_usd_per_1m_tokens", price.input().toPlainString())
                            .withRaw("output_usd_per_1m_tokens", price.output().toPlainString()));
        }
        return details.with("strength", strength().written())
                .with("specialties", Strength.specialties(model).stream())
                .with("context_window", contextWindow)
                .with("capabilities", can);
    }
}
