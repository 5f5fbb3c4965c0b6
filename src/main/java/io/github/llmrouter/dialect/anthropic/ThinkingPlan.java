package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the model is asked to think, and how many tokens that leaves it.
 *
 * @param thinking the {@code thinking} object, null to leave it out
 * @param effort {@code output_config.effort}, null to leave it out
 * @param extra tokens to add to a limit that nobody gave
 * @param manual whether thinking has a budget, which forbids to force a tool
 */
record ThinkingPlan(@Nullable Json thinking, @Nullable Effort effort, long extra, boolean on, boolean manual) {

    /** The vendor refuses less. */
    private static final long LEAST = 1024;

    private static final ThinkingPlan SILENT = new ThinkingPlan(null, null, 0, false, false);

    /** @param limit of the answer's tokens as the client gave it, null if it gave none */
    static ThinkingPlan of(Chat chat, Claude model, @Nullable Long limit, Losses losses) {
        Thinking wish = chat.thinking();
        if (wish.mode() == null && wish.effort() == null && wish.budget() == null) {
            if (Boolean.TRUE.equals(wish.show())) {
                losses.dropped("thoughts", Weight.HINT);
            }
            return SILENT;
        }
        if (wish.off()) {
            return off(wish, model);
        }
        if (!model.thinks()) {
            losses.dropped("thinking", Weight.HINT);
            return SILENT;
        }
        boolean budgeted = wish.mode() == Mode.ON && wish.budget() != null && model.budgets();
        return model.adaptive() && !budgeted ? adaptive(wish, model, losses) : manual(chat, model, limit, losses);
    }

    private static ThinkingPlan off(Thinking wish, Claude model) {
        Effort effort = wish.effort() == Effort.NONE || !model.effort() ? null : wish.effort();
        return new ThinkingPlan(model.thinks() ? Json.type("disabled") : null, effort, 0, false, false);
    }

    private static @Nullable Effort known(@Nullable Effort wanted, Claude model, Losses losses) {
        if (wanted == null) {
            return null;
        }
        Effort effort = Efforts.known(wanted, model);
        if (effort != null && effort != wanted) {
            losses.changed("effort", Efforts.write(wanted) + ">" + Efforts.write(effort), Weight.HINT);
        }
        return effort;
    }

    private static ThinkingPlan adaptive(Thinking wish, Claude model, Losses losses) {
        Effort wanted = wish.effort();
        if (wanted == null && wish.budget() != null) {
            wanted = Efforts.ofBudget(wish.budget());
            losses.changed("thinking.budget_tokens", wish.budget() + ">" + Efforts.write(wanted), Weight.HINT);
        }
        Effort effort = known(wanted, model, losses);
        boolean between = wish.mode() == Mode.BETWEEN_TOOLS;
        if (between && model.budgets()) {
            losses.changed("thinking.type", "between_tools>adaptive", Weight.HINT);
        }
        Json thinking = Json.type(between && !model.budgets() ? "between_tools" : "adaptive");
        long extra = Efforts.budget(effort == null ? Effort.HIGH : effort);
        return new ThinkingPlan(shown(thinking, wish), effort, extra, true, false);
    }

    private static ThinkingPlan manual(Chat chat, Claude model, @Nullable Long limit, Losses losses) {
        Thinking wish = chat.thinking();
        String obstacle = obstacle(chat);
        if (obstacle != null) {
            losses.dropped("thinking(" + obstacle + ")", Weight.HINT);
            return SILENT;
        }
        Effort assumed = wish.mode() == Mode.ON ? Effort.MEDIUM : Effort.HIGH;
        long wanted = wish.budget() != null
                ? Math.max(LEAST, wish.budget())
                : Efforts.budget(Objects.requireNonNullElse(wish.effort(), assumed));
        long budget = limit == null ? wanted : Math.min(wanted, limit - 1);
        if (budget < LEAST) {
            losses.dropped("thinking(max_tokens)", Weight.HINT);
            return SILENT;
        }
        if (budget != wanted) {
            losses.changed("thinking.budget_tokens", wanted + ">" + budget, Weight.HINT);
        }
        Json thinking = Json.type("enabled").with("budget_tokens", budget);
        Effort effort = wish.effort() != null && wish.budget() != null && model.effort()
                ? Efforts.known(wish.effort(), model)
                : null;
        return new ThinkingPlan(shown(thinking, wish), effort, budget, true, true);
    }

    private static Json shown(Json thinking, Thinking wish) {
        Boolean show = wish.show();
        return show == null ? thinking : thinking.with("display", show ? "summarized" : "omitted");
    }

    /** Why the vendor would refuse to think within a budget, or null. */
    private static @Nullable String obstacle(Chat chat) {
        if (chat.thinking().mode() == Mode.BETWEEN_TOOLS) {
            return "between_tools";
        }
        if (chat.choice().mode() == ToolChoice.Mode.ANY && !chat.tools().isEmpty()) {
            return "tool_choice";
        }
        List<Part> last = lastStep(chat.turns());
        boolean calls = last.stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean thought = last.stream().anyMatch(MessageWriter::isOwnThought);
        return calls && !thought ? "history" : null;
    }

    /** All that the assistant said last, however many turns the client made of it. */
    private static List<Part> lastStep(List<Turn> turns) {
        List<Turn> reversed = turns.reversed();
        return reversed.stream()
                .dropWhile(turn -> turn.role() != Turn.Role.ASSISTANT)
                .takeWhile(turn -> turn.role() == Turn.Role.ASSISTANT)
                .flatMap(turn -> turn.parts().stream())
                .toList();
    }
}
