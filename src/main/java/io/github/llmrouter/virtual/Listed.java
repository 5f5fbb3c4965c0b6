package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.config.Config;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model as a provider lists it: vendors and relays have many words for prices and capabilities. */
final class Listed {

    private static final List<String> INPUT = List.of(
            "/pricing/prompt",
            "/pricing/input",
            "/pricing/input_price",
            "/input_price",
            "/input_cost_per_million",
            "/prompt_price");
    private static final List<String> OUTPUT = List.of(
            "/pricing/completion",
            "/pricing/output",
            "/pricing/output_price",
            "/output_price",
            "/output_cost_per_million",
            "/completion_price");
    private static final List<String> WINDOW = List.of(
            "/context_window", "/context_length", "/max_context_length", "/inputTokenLimit", "/max_input_tokens");
    private static final List<String> PLACES =
            List.of("/capabilities", "/supported_features", "/features", "/metadata", "/supported_parameters", "");
    private static final Set<String> KNOWN = Set.of(
            "vision",
            "image",
            "images",
            "image_input",
            "input_image",
            "tool_calls",
            "tools",
            "function_calling",
            "functions",
            "parallel_tool_calls",
            "parallel_tools");
    private static final Set<String> YES = Set.of("true", "supported", "yes", "enabled");
    private static final List<String> MODALITIES =
            List.of("/modalities", "/input_modalities", "/supported_modalities", "/architecture/input_modalities");
    private static final BigDecimal PER_TOKEN = new BigDecimal("0.001");

    private Listed() {}

    /** Called by its id, or provider/id where that name is taken. */
    static Optional<Config.Model> model(JsonNode entry, Config.Provider provider, Config config) {
        String id = id(entry);
        if (id.isBlank()) {
            return Optional.empty();
        }
        boolean taken = config.models().containsKey(id)
                || config.groups().containsKey(id)
                || config.virtualModels().containsKey(id);
        return Optional.of(new Config.Model(
                taken ? provider.name() + '/' + id : id,
                provider,
                id,
                List.of(),
                window(entry),
                null,
                price(entry),
                capabilities(entry)));
    }

    /** What is configured, and what the provider says of the rest. */
    static Config.Model completed(Config.Model model, JsonNode list) {
        for (JsonNode entry : list) {
            if (id(entry).equals(model.upstream())) {
                Map<String, Boolean> capabilities = new HashMap<>(model.capabilities());
                capabilities(entry).forEach((name, able) -> {
                    if (model.capabilities().keySet().stream().noneMatch(said -> Candidate.mean(said, name))) {
                        capabilities.put(name, able);
                    }
                });
                return new Config.Model(
                        model.name(),
                        model.provider(),
                        model.upstream(),
                        model.fallbacks(),
                        model.contextWindow() == null ? window(entry) : model.contextWindow(),
                        model.maxOutput(),
                        model.price() == null ? price(entry) : model.price(),
                        Map.copyOf(capabilities));
            }
        }
        return model;
    }

    private static String id(JsonNode entry) {
        return entry.path("id").asText(entry.path("name").asText()).replaceFirst("^models/", "");
    }

    private static @Nullable Long window(JsonNode entry) {
        BigDecimal window = first(entry, WINDOW);
        return window == null || window.signum() <= 0 ? null : (Long) window.longValue();
    }

    private static Config.@Nullable Price price(JsonNode entry) {
        BigDecimal input = perMillion(first(entry, INPUT));
        BigDecimal output = perMillion(first(entry, OUTPUT));
        return input == null || output == null ? null : new Config.Price(input, output, null, null);
    }

    /** So small a number is the price of one token. */
    private static @Nullable BigDecimal perMillion(@Nullable BigDecimal price) {
        return price == null || price.signum() == 0 || price.compareTo(PER_TOKEN) >= 0
                ? price
                : price.movePointRight(6).stripTrailingZeros();
    }

    private static @Nullable BigDecimal first(JsonNode entry, List<String> places) {
        for (String place : places) {
            JsonNode value = entry.at(place);
            try {
                if (value.isNumber() || value.isTextual()) {
                    BigDecimal number = new BigDecimal(value.asText().strip());
                    if (number.signum() >= 0) {
                        return number;
                    }
                }
            } catch (NumberFormatException e) {
                // Not a number: the next place may have one.
            }
        }
        return null;
    }

    private static Map<String, Boolean> capabilities(JsonNode entry) {
        Map<String, Boolean> found = new HashMap<>();
        for (String place : PLACES) {
            JsonNode node = place.isEmpty() ? entry : entry.at(place);
            node.properties().forEach(field -> {
                JsonNode value = field.getValue();
                if (KNOWN.contains(field.getKey()) && (value.isBoolean() || value.isTextual())) {
                    found.putIfAbsent(
                            field.getKey(), YES.contains(value.asText().toLowerCase(Locale.ROOT)));
                }
            });
            if (node.isArray()) {
                node.forEach(word -> {
                    if (KNOWN.contains(word.asText())) {
                        found.putIfAbsent(word.asText(), true);
                    }
                });
            }
        }
        for (String place : MODALITIES) {
            JsonNode modalities = entry.at(place);
            if (modalities.isArray()) {
                boolean sees = modalities.toString().contains("image")
                        || modalities.toString().contains("vision");
                found.putIfAbsent("vision", sees);
            }
        }
        return Map.copyOf(found);
    }
}
