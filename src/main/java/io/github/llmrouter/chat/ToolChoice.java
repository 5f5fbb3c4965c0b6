package io.github.llmrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tools the model may or must call.
 *
 * @param mode null if the client said nothing
 * @param only the tools that are allowed, empty for all
 * @param parallel whether several calls at once are allowed, null if the client said nothing
 */
public record ToolChoice(
        @Nullable Mode mode, List<String> only, @Nullable Boolean parallel) {

    public static final ToolChoice UNSAID = new ToolChoice(null, List.of(), null);

    /** How free the model is. {@code VALIDATED} is Gemini's auto with schema-checked arguments. */
    public enum Mode {
        AUTO,
        NONE,
        ANY,
        VALIDATED
    }

    public ToolChoice {
        only = List.copyOf(only);
    }

    /** One tool and no other. */
    public static ToolChoice named(String tool) {
        return new ToolChoice(Mode.ANY, List.of(tool), null);
    }
}
