package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The filters behind infix operators. */
final class Operators {

    private Operators() {}

    static Filter of(int token, Filter left, Filter right) {
        return switch (token) {
            case PIPE -> new Flow.Pipe(left, right);
            case COMMA -> new Flow.Comma(left, right);
            case OP_DEFAULT -> new Flow.Alternative(left, right);
            case OP_AND -> new Logical(left, right, false);
            case OP_OR -> new Logical(left, right, true);
            case COMP_EQUAL -> comparison(left, right, order -> order == 0);
            case COMP_NOT_EQUAL -> comparison(left, right, order -> order != 0);
            case COMP_LESS -> comparison(left, right, order -> order < 0);
            case COMP_LESS_EQUAL -> comparison(left, right, order -> order <= 0);
            case COMP_GREATER -> comparison(left, right, order -> order > 0);
            case COMP_GREATER_EQUAL -> comparison(left, right, order -> order >= 0);
            case ASSIGN_OP -> new Assign(left, right);
            case UPDATE_OP -> new Update(left, right);
            case DEFAULT_EQUAL -> new UpdateWith(left, right, (budget, old, by) -> Values.truthy(old) ? old : by);
            case PLUS_EQUAL, MINUS_EQUAL, TIMES_EQUAL, DIVIDE_EQUAL, MODULO_EQUAL ->
                new UpdateWith(left, right, arithmetic(token));
            default -> new Binary(left, right, arithmetic(token));
        };
    }

    private static Arithmetic.Operator arithmetic(int token) {
        return switch (token) {
            case PLUS, PLUS_EQUAL -> Arithmetic::add;
            case MINUS, MINUS_EQUAL -> Arithmetic::subtract;
            case TIMES, TIMES_EQUAL -> Arithmetic::multiply;
            case DIVIDE, DIVIDE_EQUAL -> Arithmetic::divide;
            case MODULO, MODULO_EQUAL -> Arithmetic::modulo;
            default -> throw new IllegalArgumentException("no operator: " + tokenImage[token]);
        };
    }

    private static Filter comparison(Filter left, Filter right, IntPredicate test) {
        return new Binary(left, right, (budget, a, b) -> Values.bool(test.test(Values.compare(budget, a, b))));
    }

    static Filter negate(Filter value) {
        return (frame, in, at, out) -> value.each(frame, in, v -> {
            if (!v.isNumber()) {
                throw new Raised(Raised.show(v) + " cannot be negated");
            }
            out.emit(Values.number(-v.doubleValue()), Path.lost(at));
        });
    }

    /** The right side's outputs vary slowest. */
    record Binary(Filter left, Filter right, Arithmetic.Operator operator) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            right.each(
                    frame,
                    in,
                    b -> left.each(frame, in, a -> out.emit(operator.apply(frame.budget(), a, b), Path.lost(at))));
        }
    }

    /** {@code and}, {@code or}: the right side only runs if the left one has not decided. */
    record Logical(Filter left, Filter right, boolean decisive) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            left.each(frame, in, a -> {
                if (Values.truthy(a) == decisive) {
                    out.emit(Values.bool(decisive), Path.lost(at));
                } else {
                    right.each(frame, in, b -> out.emit(Values.bool(Values.truthy(b)), Path.lost(at)));
                }
            });
        }
    }

    /** {@code paths = f}: f sees the whole input; one result for each of its outputs. */
    record Assign(Filter paths, Filter values) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            values.each(frame, in, value -> {
                Editor editor = new Editor(frame.budget(), in);
                paths.run(frame, in, Path.ROOT, (old, path) -> editor.set(keys(path, old), value));
                out.emit(editor.value(), Path.lost(at));
            });
        }
    }

    /** {@code paths op= f}: f sees the whole input, op the old value at the path. */
    record UpdateWith(Filter paths, Filter values, Arithmetic.Operator operator) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            values.each(frame, in, by -> {
                Editor editor = new Editor(frame.budget(), in);
                paths.run(frame, in, Path.ROOT, (old, path) -> {
                    JsonNode keys = keys(path, old);
                    editor.set(keys, operator.apply(frame.budget(), editor.get(keys), by));
                });
                out.emit(editor.value(), Path.lost(at));
            });
        }
    }

    /** {@code paths |= f}: the first output of f on the old value; none deletes the path, when all are done. */
    record Update(Filter paths, Filter update) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Editor editor = new Editor(frame.budget(), in);
            List<JsonNode> deleted = new ArrayList<>();
            paths.run(frame, in, Path.ROOT, (old, path) -> {
                JsonNode keys = keys(path, old);
                JsonNode changed = Streams.first(update, frame, editor.get(keys));
                if (changed == null) {
                    deleted.add(keys);
                } else {
                    editor.set(keys, changed);
                }
            });
            editor.delete(deleted);
            out.emit(editor.value(), Path.lost(at));
        }
    }

    static JsonNode keys(@Nullable Path path, JsonNode value) {
        return (path == null ? Path.LOST : path).keys(value);
    }
}
