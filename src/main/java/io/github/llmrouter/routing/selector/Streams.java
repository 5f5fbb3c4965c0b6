package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The functions that make, cut and test streams of outputs. They are lazy, and they loop where jq's own definitions recurse,
 * so that the length of a stream costs no stack.
 */
final class Streams {

    static final Filter RECURSE = Streams::descend;

    private Streams() {}

    /** Stops {@code filter} after its first output. */
    static @Nullable JsonNode first(Filter filter, Frame frame, JsonNode in) {
        JsonNode[] found = new JsonNode[1];
        stoppable(stop -> filter.stream(frame, in, value -> {
            found[0] = value;
            throw stop;
        }));
        return found[0];
    }

    /** Something that throws {@code stop} when it has seen enough. */
    @FunctionalInterface
    private interface Stoppable {
        void run(Flow.Jump stop);
    }

    private static void stoppable(Stoppable body) {
        Flow.Jump stop = new Flow.Jump(body);
        try {
            body.run(stop);
        } catch (Flow.Jump jump) {
            if (jump != stop) {
                throw jump;
            }
        }
    }

    static Filter limit(Filter count, Filter source) {
        return (frame, in, at, out) -> count.each(frame, in, n -> {
            long wanted = count("limit", n);
            if (wanted == 0) {
                return;
            }
            long[] seen = new long[1];
            stoppable(stop -> source.run(frame, in, at, (value, reached) -> {
                seen[0]++;
                out.emit(value, reached);
                if (seen[0] >= wanted) {
                    throw stop;
                }
            }));
        });
    }

    static Filter skip(Filter count, Filter source) {
        return (frame, in, at, out) -> count.each(frame, in, n -> {
            long unwanted = count("skip", n);
            long[] seen = new long[1];
            source.run(frame, in, at, (value, reached) -> {
                if (++seen[0] > unwanted) {
                    out.emit(value, reached);
                }
            });
        });
    }

    static Filter nth(Filter index, Filter source) {
        return (frame, in, at, out) -> index.each(frame, in, n -> {
            long wanted = count("nth", n);
            long[] seen = new long[1];
            stoppable(stop -> source.run(frame, in, at, (value, reached) -> {
                if (seen[0]++ == wanted) {
                    out.emit(value, reached);
                    throw stop;
                }
            }));
        });
    }

    private static long count(String function, JsonNode n) {
        if (!n.isNumber()) {
            throw new Raised(Raised.show(n) + " is no number of outputs");
        }
        if (n.doubleValue() < 0) {
            throw new Raised(function + " doesn't support negative " + (function.equals("nth") ? "indices" : "count"));
        }
        return (long) Math.ceil(n.doubleValue());
    }

    static Filter first(Filter source) {
        return limit(new Flow.Literal(Values.number(1)), source);
    }

    static Filter last(Filter source) {
        return (frame, in, at, out) -> {
            @Nullable JsonNode[] value = new @Nullable JsonNode[1];
            @Nullable Path[] path = new @Nullable Path[1];
            source.run(frame, in, at, (v, reached) -> {
                value[0] = v;
                path[0] = reached;
            });
            if (value[0] != null) {
                out.emit(value[0], path[0]);
            }
        };
    }

    /** Whether some output of {@code source} satisfies {@code condition}; or, with {@code wanted} false, whether all do. */
    static Filter decide(Filter source, Filter condition, boolean wanted) {
        return (frame, in, at, out) -> {
            boolean[] decided = new boolean[1];
            stoppable(stop -> source.stream(
                    frame,
                    in,
                    item -> condition.stream(frame, item, answer -> {
                        if (Values.truthy(answer) == wanted) {
                            decided[0] = true;
                            throw stop;
                        }
                    })));
            out.emit(Values.bool(decided[0] == wanted), Path.lost(at));
        };
    }

    static Filter isEmpty(Filter source) {
        return (frame, in, at, out) -> out.emit(Values.bool(first(source, frame, in) == null), Path.lost(at));
    }

    static Filter range(Filter from, Filter upTo, Filter by) {
        return (frame, in, at, out) -> from.each(
                frame,
                in,
                first -> upTo.each(
                        frame,
                        in,
                        end -> by.each(frame, in, step -> {
                            if (!first.isNumber() || !end.isNumber() || !step.isNumber()) {
                                throw new Raised("Range bounds must be numeric");
                            }
                            double increment = step.doubleValue();
                            double last = end.doubleValue();
                            for (double i = first.doubleValue();
                                    increment > 0 ? i < last : increment < 0 && i > last; ) {
                                frame.budget().step();
                                out.emit(Values.number(i), Path.lost(at));
                                i += increment;
                            }
                        })));
    }

    /** {@code .} and then everything in it, parents first. */
    private static void descend(Frame frame, JsonNode in, @Nullable Path at, Filter.Out out) {
        frame.budget().step();
        out.emit(in, at);
        if (in.isContainerNode()) {
            Access.iterate(frame, in, at, (value, reached) -> descend(frame, value, reached, out));
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
        JsonNode answer = first(condition, frame, value);
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
        frame.budget().enter();
        try {
            unfold(frame, value, at, step, link);
        } finally {
            frame.budget().leave();
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
    static void walk(Frame frame, JsonNode in, Filter f, java.util.function.Consumer<JsonNode> out) {
        frame.budget().step();
        if (in.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            in.forEach(item -> walk(frame, item, f, array::add));
            f.each(frame, array, out);
        } else if (in.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            in.properties()
                    .forEach(field -> walk(frame, field.getValue(), f, value -> {
                        if (!object.has(field.getKey())) {
                            object.set(field.getKey(), value);
                        }
                    }));
            f.each(frame, object, out);
        } else {
            f.each(frame, in, out);
        }
    }
}
