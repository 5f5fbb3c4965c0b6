package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The filters that walk into a value and so are paths: {@code .a}, {@code .[f]}, {@code .[f:g]}, {@code .[]}. */
final class Paths {

    private Paths() {}

    record Field(Filter target, String key) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            target.run(frame, in, at, (value, reached) -> {
                Path path = Path.then(reached, key, value);
                out.emit(Access.field(value, key), path);
            });
        }
    }

    record Index(Filter target, Filter key) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            key.each(
                    frame,
                    in,
                    k -> target.run(frame, in, at, (value, reached) -> {
                        Path path = Path.then(reached, k, value);
                        out.emit(Access.get(frame.budget(), value, k), path);
                    }));
        }
    }

    record Slice(Filter target, Filter start, Filter end) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            end.each(
                    frame,
                    in,
                    to -> start.each(frame, in, from -> {
                        JsonNode key = Access.sliceKey(from, to);
                        target.run(frame, in, at, (value, reached) -> {
                            Path path = Path.then(reached, key, value);
                            out.emit(Access.get(frame.budget(), value, key), path);
                        });
                    }));
        }
    }

    record Iterate(Filter target) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            target.run(frame, in, at, (value, reached) -> Access.iterate(frame, value, reached, out));
        }
    }
}
