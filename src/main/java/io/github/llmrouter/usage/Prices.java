package io.github.llmrouter.usage;

import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.config.Config;
import java.math.BigDecimal;
import java.util.Optional;

/** What answers cost. For any thread. */
public interface Prices {

    /** In dollars, exact; empty if the model's price is unknown. */
    Optional<BigDecimal> cost(Config.Model model, Usage usage);

    /** What is asked for a short prompt, per million tokens; empty if unknown. */
    default Optional<Config.Price> price(Config.Model model) {
        return Optional.ofNullable(model.price());
    }
}
