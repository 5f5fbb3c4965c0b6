package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Shapes of functions on plain values, so that each function is one line. */
final class Functions {

    private Functions() {}

    /** A function of its input. */
    @FunctionalInterface
    interface Of0 {
        JsonNode apply(Budget budget, JsonNode in);
    }

    /** A function of its input and one value. */
    @FunctionalInterface
    interface Of1 {
        JsonNode apply(Budget budget, JsonNode in, JsonNode a);
    }

    /** A function of its input and two values. */
    @FunctionalInterface
    interface Of2 {
        JsonNode apply(Budget budget, JsonNode in, JsonNode a, JsonNode b);
    }

    static Builtins.Maker value(Of0 function) {
        return args -> (frame, in, at, out) -> out.emit(function.apply(frame.budget(), in), Path.lost(at));
    }

    static Builtins.Maker value1(Of1 function) {
        return args -> {
            Filter first = args.getFirst();
            return (frame, in, at, out) ->
                    first.each(frame, in, a -> out.emit(function.apply(frame.budget(), in, a), Path.lost(at)));
        };
    }

    /** The last argument's outputs vary slowest. */
    static Builtins.Maker value2(Of2 function) {
        return args -> {
            Filter first = args.get(0);
            Filter second = args.get(1);
            return (frame, in, at, out) -> second.each(
                    frame,
                    in,
                    b -> first.each(frame, in, a -> out.emit(function.apply(frame.budget(), in, a, b), Path.lost(at))));
        };
    }

    /** The input if it passes. */
    static Builtins.Maker only(java.util.function.Predicate<JsonNode> test) {
        return args -> (frame, in, at, out) -> {
            if (test.test(in)) {
                out.emit(in, at);
            }
        };
    }

    static Builtins.Maker filter(Filter filter) {
        return args -> filter;
    }

    static JsonNode array(String function, JsonNode in) {
        if (!in.isArray()) {
            throw new Raised(Raised.show(in) + " cannot be " + function + ", as it is not an array");
        }
        return in;
    }

    static String text(String function, JsonNode value) {
        if (!value.isTextual()) {
            throw new Raised(function + "() requires string inputs: " + Raised.show(value));
        }
        return value.textValue();
    }

    static List<Filter> args(Filter... filters) {
        return List.of(filters);
    }
}
