package io.github.llmrouter.dialect.responses;

import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.OpenAiModel;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What the service and the model that a request is written for will take. Derived from {@code api_base} and the model's name; the
 * quirks that override it:
 *
 * <ul>
 *   <li>{@code official} (true, false): whether to treat the service as OpenAI itself
 *   <li>{@code reasoning_model} (true, false): whether the model takes an effort and no sampling parameters
 *   <li>{@code reasoning_effort} (true, false): whether an effort may be sent at all
 *   <li>{@code encrypted_reasoning} (true, false): whether to ask for opaque state when the client wants it
 *   <li>{@code cache_marks} (none, openai)
 *   <li>{@code custom_tools} (true, false)
 *   <li>{@code builtin_tools} (map, drop, refuse): what to do with tools that another vendor runs
 * </ul>
 */
final class Upstream {

    private final Aim aim;
    private final OpenAiModel model;

    Upstream(Aim aim) {
        this.aim = aim;
        this.model = new OpenAiModel(aim.model());
    }

    String model() {
        return aim.model();
    }

    /** OpenAI itself, also as Azure resells it. */
    boolean official() {
        String host = aim.base().getHost() == null ? "" : aim.base().getHost().toLowerCase(Locale.ROOT);
        return aim.quirk("official", host.equals("openai.com") || host.endsWith(".openai.com") || azure(host));
    }

    private static boolean azure(String host) {
        return host.endsWith(".azure.com");
    }

    private boolean reasons() {
        return aim.quirk("reasoning_model", model.reasons());
    }

    /** Models of OpenAI that do not reason refuse the parameter; others ignore it or know it. */
    boolean takesEffort() {
        return aim.quirk("reasoning_effort", reasons() || !model.known());
    }

    boolean encryptedReasoning() {
        return aim.quirk("encrypted_reasoning", takesEffort());
    }

    /** Reasoning models refuse sampling parameters other than the defaults, the newer ones only while they reason. */
    boolean samples(Thinking thinking) {
        return !reasons() || model.atLeast(5, 1) && thinking.effort() == Effort.NONE;
    }

    /** The levels that the model knows. */
    Set<Effort> efforts() {
        return model.reasons() ? model.efforts() : EnumSet.allOf(Effort.class);
    }

    boolean cacheMarks() {
        return aim.quirk("cache_marks", model.atLeast(5, 6) ? "openai" : "none").equals("openai");
    }

    boolean customTools() {
        return aim.quirk("custom_tools", official() || model.known());
    }

    /** map, drop or refuse. */
    String foreignTools() {
        return aim.quirk("builtin_tools", official() ? "map" : "drop");
    }

    long clamped(long maxTokens) {
        return aim.maxOutput() == null ? maxTokens : Math.min(maxTokens, aim.maxOutput());
    }
}
