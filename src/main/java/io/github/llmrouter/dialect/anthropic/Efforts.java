package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Thinking.Effort;
import java.util.Locale;
import java.util.Map;

/** How hard a model thinks: the words of newer models and the budgets of older ones. The budgets are our own choice. */
final class Efforts {

    static final Map<String, Effort> WORDS = Map.of(
            "low", Effort.LOW,
            "medium", Effort.MEDIUM,
            "high", Effort.HIGH,
            "xhigh", Effort.XHIGH,
            "max", Effort.MAX);

    private Efforts() {}

    /** The nearest level, not above, that the model knows. */
    static Effort known(Effort effort, Claude model) {
        return switch (effort) {
            case NONE, MINIMAL -> Effort.LOW;
            case LOW, MEDIUM, HIGH -> effort;
            case XHIGH -> model.xhigh() ? effort : Effort.HIGH;
            case MAX -> model.max() ? effort : Effort.HIGH;
        };
    }

    static String write(Effort effort) {
        return effort.name().toLowerCase(Locale.ROOT);
    }

    /** @return tokens */
    static long budget(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> 1024;
            case LOW -> 2048;
            case MEDIUM -> 8192;
            case HIGH -> 16384;
            case XHIGH -> 32000;
            case MAX -> 64000;
        };
    }

    static Effort ofBudget(long budget) {
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
}
