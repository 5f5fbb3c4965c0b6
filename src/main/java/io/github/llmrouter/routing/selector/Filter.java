package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A compiled piece of a selector: sends its outputs for one input, in order, to {@code out}. Stateless, for any thread.
 * What {@code out} throws passes through unchanged; that is how a consumer that has seen enough stops a generator.
 */
@FunctionalInterface
interface Filter {

    /**
     * @param at how {@code in} was reached, inside a path expression; null outside, where nobody asks
     * @throws Raised an error of the selector's own
     */
    void run(Frame frame, JsonNode in, @Nullable Path at, Out out);

    /** Where outputs go. */
    @FunctionalInterface
    interface Out {
        void emit(JsonNode value, @Nullable Path at);
    }

    /** The values only, outside any path expression, as an operand needs them: {@link Held}. */
    default void each(Frame frame, JsonNode in, Consumer<JsonNode> out) {
        Held.run(this, frame, in, null, (value, at) -> out.accept(value));
    }

    /** The values only, outside any path expression, as soon as they are there. */
    default void stream(Frame frame, JsonNode in, Consumer<JsonNode> out) {
        run(frame, in, null, (value, at) -> out.accept(value));
    }
}
