package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.dialect.OpenAiModel;
import io.github.llmrouter.wire.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes {@code reasoning_effort}: nothing if the client said nothing, the nearest level the model knows otherwise. */
final class ThinkingWriter {

    private ThinkingWriter() {}

    static void write(Thinking thinking, Upstream upstream, Losses losses, Json body) {
        if (Boolean.TRUE.equals(thinking.show()) && upstream.official()) {
            losses.dropped("thoughts", Weight.HINT);
        }
        Effort wanted = wanted(thinking);
        if (wanted == null) {
            if (thinking.mode() == Mode.BETWEEN_TOOLS) {
                losses.dropped("thinking", Weight.HINT);
            }
            return;
        }
        if (!upstream.takesEffort()) {
            losses.dropped("reasoning_effort", Weight.HINT);
            return;
        }
        if (thinking.mode() == Mode.OFF && !upstream.reasons()) {
            // Few compatible services know how to be told not to think, and most models do not.
            losses.dropped("thinking", Weight.HINT);
            return;
        }
        Effort level = OpenAiModel.nearest(wanted, upstream.efforts());
        if (level != wanted) {
            losses.changed("reasoning_effort", name(wanted) + ">" + name(level), Weight.HINT);
        }
        body.with("reasoning_effort", name(level));
    }

    private static @Nullable Effort wanted(Thinking thinking) {
        if (thinking.mode() == Mode.OFF) {
            return Effort.NONE;
        } else if (thinking.effort() != null || thinking.budget() == null) {
            return thinking.effort();
        }
        int budget = thinking.budget();
        if (budget <= 1024) {
            return Effort.MINIMAL;
        } else if (budget <= 4096) {
            return Effort.LOW;
        } else if (budget <= 12288) {
            return Effort.MEDIUM;
        }
        return budget <= 24576 ? Effort.HIGH : Effort.XHIGH;
    }

    private static String name(Effort effort) {
        return effort.name().toLowerCase(Locale.ROOT);
    }
}
