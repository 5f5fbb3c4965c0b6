package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What decides which filter runs on what: pipes, conditions, {@code try}, labels, bindings. */
final class Flow {

    static final Filter IDENTITY = (frame, in, at, out) -> out.emit(in, at);
    static final Filter EMPTY = (frame, in, at, out) -> {};

    private Flow() {}

    record Literal(JsonNode value) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            out.emit(value, Path.lost(at));
        }
    }

    record Pipe(Filter left, Filter right) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Held.run(left, frame, in, at, (value, reached) -> right.run(frame, value, reached, out));
        }
    }

    record Comma(Filter left, Filter right) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            frame.budget().step();
            left.run(frame, in, at, out);
            right.run(frame, in, at, out);
        }
    }

    record If(Filter test, Filter then, Filter otherwise) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            test.each(frame, in, answer -> (Values.truthy(answer) ? then : otherwise).run(frame, in, at, out));
        }
    }

    /** {@code a // b}: the true outputs of a, or else b. */
    record Alternative(Filter left, Filter right) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            boolean[] any = new boolean[1];
            left.run(frame, in, at, (value, reached) -> {
                if (Values.truthy(value)) {
                    any[0] = true;
                    out.emit(value, reached);
                }
            });
            if (!any[0]) {
                right.run(frame, in, at, out);
            }
        }
    }

    record Try(Filter body, @Nullable Filter handler) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Downstream downstream = new Downstream();
            try {
                body.run(frame, in, at, (value, reached) -> downstream.run(() -> out.emit(value, reached)));
            } catch (Raised e) {
                if (downstream.passed(e)) {
                    throw e;
                }
                if (handler != null) {
                    handler.run(frame, e.value(), Path.lost(at), out);
                }
            }
        }
    }

    /**
     * Tells an error that came back from a consumer of outputs, which is none of a {@code try}'s business, from one of the
     * tried filter's own: both unwind through the same frames.
     */
    static final class Downstream {

        private @Nullable Raised passing;

        void run(Runnable consumer) {
            try {
                consumer.run();
            } catch (Raised e) {
                passing = e;
                throw e;
            }
        }

        boolean passed(Raised e) {
            return e == passing;
        }
    }

    /** Unwinds to its label. */
    static final class Jump extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Object label;

        Jump(Object label) {
            super(null, null, false, false);
            this.label = label;
        }

        boolean to(Object wanted) {
            return label == wanted;
        }
    }

    record Label(Filter body) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Object label = new Object();
            try {
                body.run(frame.with(label), in, at, out);
            } catch (Jump jump) {
                if (!jump.to(label)) {
                    throw jump;
                }
            }
        }
    }

    record Break(int hops) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            throw new Jump(frame.up(hops).slot());
        }
    }

    /** {@code source as patterns | body}. */
    record Bind(Filter source, Patterns patterns, Filter body) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            source.each(
                    frame,
                    in,
                    value -> patterns.bind(
                            frame,
                            value,
                            (bound, downstream) -> body.run(
                                    bound,
                                    in,
                                    at,
                                    (result, reached) -> downstream.run(() -> out.emit(result, reached)))));
        }
    }
}
