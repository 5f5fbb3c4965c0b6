package io.github.llmrouter.dialect.openai;

import org.jspecify.annotations.Nullable;

/** All text of an answer is one string. */
final class AnswerText {

    private AnswerText() {}

    /** What goes between two texts: nothing, unless one is commentary and the other the answer. */
    static String gap(@Nullable String phase, @Nullable String next) {
        return phase != null && next != null && !phase.equals(next) ? "\n\n" : "";
    }

    static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
