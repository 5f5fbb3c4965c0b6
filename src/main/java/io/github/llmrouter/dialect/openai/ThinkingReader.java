package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.dialect.Fields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads how hard the model is to think: OpenAI's {@code reasoning_effort}, and what compatible services add to it: {@code
 * reasoning} (OpenRouter), {@code thinking} (DeepSeek, GLM), {@code enable_thinking} (Qwen), {@code include_reasoning}.
 */
final class ThinkingReader {

    static final Map<String, Effort> EFFORTS = Map.of(
            "none", Effort.NONE,
            "minimal", Effort.MINIMAL,
            "low", Effort.LOW,
            "medium", Effort.MEDIUM,
            "high", Effort.HIGH,
            "xhigh", Effort.XHIGH,
            "max", Effort.MAX);

    private static final Map<String, Mode> MODES = Map.of(
            "enabled", Mode.ON,
            "disabled", Mode.OFF,
            "adaptive", Mode.ADAPTIVE,
            "auto", Mode.ADAPTIVE,
            "between_tools", Mode.BETWEEN_TOOLS);

    private final Fields body;
    private @Nullable Mode mode;
    private @Nullable Effort effort;
    private @Nullable Integer budget;
    private @Nullable Boolean show;

    ThinkingReader(Fields body) {
        this.body = body;
    }

    Thinking read() {
        effort = body.word("reasoning_effort", EFFORTS);
        show = body.bool("include_reasoning");
        mode = onOff(body.bool("enable_thinking"));
        thinking();
        reasoning();
        if (show == null && (effort != null && effort != Effort.NONE || mode != null && mode != Mode.OFF)) {
            show = true;
        }
        // There is no field to ask for state with; the router remembers it for whoever does not send it back.
        return new Thinking(mode, effort, budget, show, mode != Mode.OFF && effort != Effort.NONE);
    }

    private void thinking() {
        Fields thinking = body.object("thinking");
        if (thinking != null) {
            mode = thinking.word("type", MODES);
            budget = budget(thinking.number("budget_tokens"));
            thinking.reportUnread();
        }
    }

    private void reasoning() {
        JsonNode node = body.node("reasoning");
        Fields reasoning = node == null ? null : body.object("reasoning");
        if (reasoning == null) {
            return;
        }
        Effort own = reasoning.word("effort", EFFORTS);
        Integer tokens = budget(reasoning.number("max_tokens"));
        Mode on = onOff(reasoning.bool("enabled"));
        effort = own == null ? effort : own;
        budget = tokens == null ? budget : tokens;
        mode = on == null ? mode : on;
        if (Boolean.TRUE.equals(reasoning.bool("exclude"))) {
            show = false;
        }
        reasoning.reportUnread();
    }

    private static @Nullable Mode onOff(@Nullable Boolean on) {
        return on == null ? null : on ? Mode.ON : Mode.OFF;
    }

    private static @Nullable Integer budget(@Nullable Long tokens) {
        return tokens == null ? null : (int) Math.max(0, Math.min(tokens, Integer.MAX_VALUE));
    }
}
