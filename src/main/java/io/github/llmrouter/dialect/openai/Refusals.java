package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.StopReason;
import org.jspecify.annotations.Nullable;

/** An answer that was refused by the reason it ended with, and not in words of the model. */
final class Refusals {

    private static final String DECLINED = "The model declined to answer.";

    private Refusals() {}

    /**
     * What to put into {@code refusal}, null for nothing.
     *
     * @param refused whether the model has declined in its own words
     * @param said whether it said anything else
     */
    static @Nullable String of(Finish finish, boolean refused, boolean said) {
        if (refused) {
            return null;
        } else if (finish.reason() == StopReason.REFUSAL) {
            return finish.detail() == null ? DECLINED : finish.detail();
        }
        return finish.reason() == StopReason.FILTERED && !said ? finish.detail() : null;
    }
}
