package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code recurse}, {@code while}, {@code until}, {@code repeat}, {@code walk}: loops where jq's own definitions recurse, so
 * that the length of a chain costs no stack.
 */
final class Recursion {

    static final Filter RECURSE = Recursion::descend;

    private Recursion() {}

    /** {@code .} and then everything in it, parents first. */
    private static void descend(Frame frame, JsonNode in, @Nullable Path at, Filter.Out out) {
        out.emit(in, at);
        if (in.isContainerNode()) {
            frame.budget().enter(Budget.LEVEL);
            try {
                Access.iterate(frame, in, at, (value, reached) -> descend(frame, value, reached, out));
            } finally {
                frame.budget().leave(Budget.LEVEL);
            }
        }
    }

    /**
     * {@code recurse(f)}: the input, then the same for each output of f. The last output of f continues the loop instead of
     * the recursion, so a chain of single outputs can be long.
     */
    static Filter recurse(Filter step) {
        return (frame, in, at, out) -> unfold(frame, in, at, step, (value, reached) -> {
            out.emit(value, reached);
            return true;
        });
    }

    /** {@code while}: outputs as long as the condition holds. */
    static Filter whileTrue(Filter condition, Filter step) {
        return (frame, in, at, out) -> unfold(frame, in, at, step, (value, reached) -> {
            boolean holds = holds(condition, frame, value);
            if (holds) {
                out.emit(value, reached);
            }
            return holds;
        });
    }

    /** {@code until}: the first value for which the condition holds. */
    static Filter until(Filter condition, Filter step) {
        return (frame, in, at, out) -> unfold(frame, in, at, step, (value, reached) -> {
            boolean holds = holds(condition, frame, value);
            if (holds) {
                out.emit(value, reached);
            }
            return !holds;
        });
    }

    private static boolean holds(Filter condition, Frame frame, JsonNode value) {
        JsonNode answer = Streams.first(condition, frame, value);
        return answer != null && Values.truthy(answer);
    }

    /** Takes one value of a chain and says whether the chain goes on from it. */
    @FunctionalInterface
    private interface Link {
        boolean goOn(JsonNode value, @Nullable Path at);
    }

    private static void unfold(Frame frame, JsonNode start, @Nullable Path startAt, Filter step, Link link) {
        JsonNode value = start;
        Path at = startAt;
        while (value != null) {
            frame.budget().step();
            if (!link.goOn(value, at)) {
                return;
            }
            @Nullable JsonNode[] last = new @Nullable JsonNode[1];
            @Nullable Path[] lastAt = new @Nullable Path[1];
            step.run(frame, value, at, (next, reached) -> {
                if (last[0] != null) {
                    nested(frame, last[0], lastAt[0], step, link);
                }
                last[0] = next;
                lastAt[0] = reached;
            });
            value = last[0];
            at = lastAt[0];
        }
    }

    private static void nested(Frame frame, JsonNode value, @Nullable Path at, Filter step, Link link) {
        frame.budget().enter(Budget.CALL);
        try {
            unfold(frame, value, at, step, link);
        } finally {
            frame.budget().leave(Budget.CALL);
        }
    }

    /** {@code repeat(f)}: the outputs of f on the same input, over and over; only an error or a break ends it. */
    static Filter repeat(Filter f) {
        return (frame, in, at, out) -> {
            while (true) {
                frame.budget().step();
                f.run(frame, in, at, out);
            }
        };
    }

    /** {@code walk(f)}: f on every part, the innermost first. */
    static void walk(Frame frame, JsonNode in, Filter f, Consumer<JsonNode> out) {
        f.each(frame, in.isContainerNode() ? walkInto(frame, in, f) : in, out);
    }

    private static JsonNode walkInto(Frame frame, JsonNode in, Filter f) {
        frame.budget().enter(Budget.LEVEL);
        try {
            if (in.isArray()) {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                in.forEach(item -> walk(frame, item, f, array::add));
                return array;
            }
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            in.properties()
                    .forEach(field ->
                            walk(frame, field.getValue(), f, value -> object.putIfAbsent(field.getKey(), value)));
            return object;
        } finally {
            frame.budget().leave(Budget.LEVEL);
        }
    }
}
