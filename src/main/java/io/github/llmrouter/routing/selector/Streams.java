package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The functions that make, cut and test streams of outputs. They are lazy: they ask a generator for no more than they need.
 */
final class Streams {

    private Streams() {}

    /** Stops {@code filter} after its first output. */
    static @Nullable JsonNode first(Filter filter, Frame frame, JsonNode in) {
        @Nullable JsonNode[] found = new @Nullable JsonNode[1];
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
}
