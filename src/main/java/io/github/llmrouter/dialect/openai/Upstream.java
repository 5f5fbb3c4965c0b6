package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.OpenAiModel;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the service and the model that a request is written for will take. Derived from {@code api_base} and the model's name; the
 * quirks that override it:
 *
 * <ul>
 *   <li>{@code official} (true, false): whether to treat the service as OpenAI itself
 *   <li>{@code reasoning_model} (true, false): whether the model takes a reasoning effort and no sampling parameters
 *   <li>{@code max_tokens_field} (max_tokens, max_completion_tokens)
 *   <li>{@code system_role} (system, developer, keep)
 *   <li>{@code cache_marks} (none, openai, anthropic)
 *   <li>{@code content_arrays} (true, false): whether text may come as an array of parts everywhere
 *   <li>{@code custom_tools}, {@code top_k}, {@code include_usage}, {@code reasoning_effort} (true, false)
 *   <li>{@code reasoning_history} (true, false): whether earlier thoughts go back as {@code reasoning_content}
 *   <li>{@code builtin_tools} (drop, refuse): what to do with tools that only another vendor runs
 * </ul>
 */
final class Upstream {

    private final Aim aim;
    private final String host;
    private @Nullable OpenAiModel known;

    Upstream(Aim aim) {
        this.aim = aim;
        this.host = aim.base().getHost() == null ? "" : aim.base().getHost().toLowerCase(Locale.ROOT);
    }

    /** Only taken apart where it matters: most services have models of other vendors. */
    private OpenAiModel known() {
        OpenAiModel model = known == null ? new OpenAiModel(aim.model()) : known;
        known = model;
        return model;
    }

    String model() {
        return aim.model();
    }

    /** OpenAI itself, also as Azure resells it. */
    boolean official() {
        return aim.quirk("official", host.equals("api.openai.com") || host.endsWith(".openai.com") || azure());
    }

    private boolean azure() {
        return host.endsWith(".azure.com");
    }

    private boolean openRouter() {
        return host.endsWith("openrouter.ai");
    }

    /** OpenAI's reasoning models refuse sampling parameters other than the defaults. */
    boolean reasons() {
        return official() && aim.quirk("reasoning_model", known().reasons());
    }

    /** Only the earliest reasoning models take stop sequences. */
    boolean stops() {
        return !reasons() || aim.model().startsWith("o1");
    }

    String maxTokensField() {
        return aim.quirk("max_tokens_field", official() ? "max_completion_tokens" : "max_tokens");
    }

    /** {@code keep} leaves system and developer as the client had them. */
    String systemRole() {
        return aim.quirk("system_role", !official() ? "system" : reasons() ? "developer" : "keep");
    }

    CacheMarks.Style cacheMarks() {
        String derived = openRouter() ? "anthropic" : official() && known().atLeast(5, 6) ? "openai" : "none";
        return switch (aim.quirk("cache_marks", derived)) {
            case "openai" -> CacheMarks.Style.OPENAI;
            case "anthropic" -> CacheMarks.Style.ANTHROPIC;
            default -> CacheMarks.Style.NONE;
        };
    }

    /** Many imitations only take a string where OpenAI also takes an array of texts. */
    boolean contentArrays() {
        return aim.quirk("content_arrays", official() || openRouter());
    }

    boolean customTools() {
        return aim.quirk("custom_tools", official());
    }

    boolean topK() {
        return aim.quirk("top_k", openRouter());
    }

    boolean streamUsage() {
        return aim.quirk("include_usage", true);
    }

    boolean takesEffort() {
        return aim.quirk("reasoning_effort", reasons() || !official());
    }

    /** Models that go on thinking after a tool call demand their thoughts back. */
    boolean reasoningHistory() {
        return aim.quirk("reasoning_history", host.contains("deepseek") || host.contains("moonshot"));
    }

    boolean refusesForeignTools() {
        return aim.quirk("builtin_tools", "drop").equals("refuse");
    }

    boolean searches() {
        return aim.model().contains("search");
    }

    /** The levels that the model knows. */
    Set<Effort> efforts() {
        return reasons() || known().reasons()
                ? known().efforts()
                : EnumSet.of(Effort.NONE, Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH);
    }

    Long clamped(long maxTokens) {
        return aim.maxOutput() == null ? Long.valueOf(maxTokens) : Long.valueOf(Math.min(maxTokens, aim.maxOutput()));
    }
}
