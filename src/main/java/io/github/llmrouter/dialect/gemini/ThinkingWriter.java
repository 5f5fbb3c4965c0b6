package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.wire.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says how hard to think: a level from the third generation on, a budget of tokens before, nothing before 2.5. */
final class ThinkingWriter {

    private static final String FIELD = "thinking";
    private static final int AUTO = -1;

    private final Thinking thinking;
    private final Traits traits;
    private final Losses losses;

    ThinkingWriter(Thinking thinking, Traits traits, Losses losses) {
        this.thinking = thinking;
        this.traits = traits;
        this.losses = losses;
    }

    /** Null if there is nothing to say: the vendor's own default. */
    @Nullable
    Json config() {
        if (!traits.thinks()) {
            if (thinking.effort() != null || thinking.mode() != null || Boolean.TRUE.equals(thinking.show())) {
                losses.dropped(FIELD, Weight.HINT);
            }
            return null;
        }
        if (thinking.mode() == Mode.BETWEEN_TOOLS) {
            losses.dropped(FIELD, Weight.HINT);
        }
        Json config = Json.object();
        if (traits.third()) {
            config.with("thinkingLevel", level());
        } else {
            config.with("thinkingBudget", budget());
        }
        config.with("includeThoughts", thinking.show());
        return config.isEmpty() ? null : config;
    }

    private @Nullable String level() {
        if (thinking.off()) {
            losses.changed(FIELD, traits.pro() ? "none>low" : "none>minimal", Weight.HINT);
            return least();
        }
        Effort effort = thinking.effort() != null ? thinking.effort() : effort(thinking.budget());
        String level = effort == null ? null : level(effort);
        if (thinking.effort() != null && !thinking.effort().name().equals(level)) {
            String wanted = thinking.effort().name().toLowerCase(Locale.ROOT);
            losses.changed(FIELD, wanted + ">" + String.valueOf(level).toLowerCase(Locale.ROOT), Weight.HINT);
        }
        return level;
    }

    private String level(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL -> least();
            case LOW -> "LOW";
            case MEDIUM -> traits.pro() && traits.generation() < 3.1 ? "HIGH" : "MEDIUM";
            case HIGH, XHIGH, MAX -> "HIGH";
        };
    }

    private String least() {
        return traits.pro() ? "LOW" : "MINIMAL";
    }

    private static @Nullable Effort effort(@Nullable Integer budget) {
        if (budget == null) {
            return null;
        }
        return budget <= 1024
                ? Effort.MINIMAL
                : budget <= 4096 ? Effort.LOW : budget <= 12288 ? Effort.MEDIUM : Effort.HIGH;
    }

    private @Nullable Integer budget() {
        if (thinking.off()) {
            return none();
        }
        if (thinking.budget() != null) {
            return within(thinking.budget());
        }
        if (thinking.effort() != null) {
            return switch (thinking.effort()) {
                case NONE -> none();
                case MINIMAL -> within(512);
                case LOW -> 1024;
                case MEDIUM -> 8192;
                case HIGH -> 24576;
                case XHIGH -> most();
                case MAX -> AUTO;
            };
        }
        boolean wanted = thinking.mode() == Mode.ADAPTIVE || thinking.mode() == Mode.ON && traits.lite();
        return wanted ? AUTO : null;
    }

    private int none() {
        if (traits.pro()) {
            losses.changed(FIELD, "0>128", Weight.HINT);
            return 128;
        }
        return 0;
    }

    private int most() {
        return traits.pro() ? 32768 : 24576;
    }

    private int within(int budget) {
        int allowed = Math.clamp(budget, traits.pro() ? 128 : traits.lite() ? 512 : 1, most());
        if (allowed != budget && thinking.budget() != null) {
            losses.changed(FIELD, budget + ">" + allowed, Weight.HINT);
        }
        return allowed;
    }
}
