package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** {@code reduce} and {@code foreach}. */
final class Loops {

    private Loops() {}

    /** The state of a loop and, in a path expression, where it was reached. */
    private static final class State {
        private JsonNode value;
        private @Nullable Path at;

        private State(JsonNode value, @Nullable Path at) {
            this.value = value;
            this.at = at;
        }

        private void set(JsonNode newValue, @Nullable Path newAt) {
            value = newValue;
            at = newAt;
        }
    }

    /** Each update's last output is the next state; no output means null. */
    record Reduce(Filter source, Patterns patterns, Filter start, Filter update) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            start.run(frame, in, at, (first, firstAt) -> {
                State state = new State(first, firstAt);
                source.stream(
                        frame,
                        in,
                        item -> patterns.bind(frame, item, (bound, downstream) -> {
                            frame.budget().step();
                            JsonNode before = state.value;
                            Path beforeAt = state.at;
                            state.set(Values.NULL, Path.lost(at));
                            update.run(bound, before, beforeAt, state::set);
                        }));
                out.emit(state.value, state.at);
            });
        }
    }

    /** Like reduce, but every state goes through {@code extract} to the output; no output of the update means null. */
    record Foreach(Filter source, Patterns patterns, Filter start, Filter update, Filter extract) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            start.run(frame, in, at, (first, firstAt) -> {
                State state = new State(first, firstAt);
                source.stream(
                        frame,
                        in,
                        item -> patterns.bind(frame, item, (bound, downstream) -> {
                            frame.budget().step();
                            JsonNode before = state.value;
                            Path beforeAt = state.at;
                            state.set(Values.NULL, Path.lost(at));
                            update.run(bound, before, beforeAt, (next, nextAt) -> {
                                state.set(next, nextAt);
                                extract.run(
                                        bound,
                                        next,
                                        nextAt,
                                        (value, reached) -> downstream.run(() -> out.emit(value, reached)));
                            });
                        }));
            });
        }
    }
}
