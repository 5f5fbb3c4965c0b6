package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.jspecify.annotations.Nullable;

/**
 * jackson-jq's functions on plain values. Only those on this list are taken over, all of them linear in their input; any jar
 * on the class path could contribute others.
 */
final class JacksonJq {

    private static final String PLAIN = """
        fromjson/0 utf8bytelength/0 endswith/1 startswith/1 to_entries/0 keys_unsorted/0 type/0 not/0
        @csv/0 @tsv/0 @sh/0 infinite/0 nan/0 isinfinite/0 isnan/0 isnormal/0 now/0\
        """;

    private static final String ENCODING = "@base64/0 @base64d/0";

    private static final String MATHEMATICAL = """
        acos/0 asin/0 atan/0 cbrt/0 ceil/0 cos/0 cosh/0 exp/0 exp2/0 expm1/0 floor/0 log/0 log10/0 log1p/0 log2/0
        sin/0 sinh/0 sqrt/0 tan/0 tanh/0 atan2/2 pow/2\
        """;

    private static final Version VERSION = Versions.JQ_1_7;

    private JacksonJq() {}

    static void register(Map<String, Builtins.Maker> functions) {
        Scope scope = Scope.newEmptyScope();
        Map<String, Function> loaded =
                BuiltinFunctionLoader.getInstance().listFunctions(JacksonJq.class.getClassLoader(), VERSION, scope);
        take(
                PLAIN,
                loaded,
                (signature, function) ->
                        functions.put(signature, args -> new Call(function, scope, args, JacksonJq::same)));
        take(
                ENCODING,
                loaded,
                (signature, function) ->
                        functions.put(signature, args -> new Call(function, scope, args, JacksonJq::text)));
        take(
                MATHEMATICAL,
                loaded,
                (signature, function) ->
                        functions.put(signature, args -> new Call(function, scope, args, JacksonJq::number)));
    }

    private static void take(String names, Map<String, Function> loaded, BiConsumer<String, Function> taker) {
        for (String signature : names.split("\\s+")) {
            Function function = loaded.get(signature);
            if (function == null) {
                throw new IllegalStateException("jackson-jq has no " + signature);
            }
            taker.accept(signature, function);
        }
    }

    /** What a function's input or argument must become before jackson-jq sees it. */
    @FunctionalInterface
    private interface Preparation {
        JsonNode of(Budget budget, JsonNode value);
    }

    private static JsonNode same(Budget budget, JsonNode value) {
        budget.spend(value.size());
        budget.write(value.isTextual() ? value.textValue().length() : 0);
        return value;
    }

    /** jackson-jq's own JSON writer knows no budget. */
    private static JsonNode text(Budget budget, JsonNode value) {
        return same(budget, value.isTextual() ? value : TextNode.valueOf(JsonText.of(budget, value)));
    }

    private static JsonNode number(Budget budget, JsonNode value) {
        if (!value.isNumber()) {
            throw new Raised(Raised.show(value) + " number required");
        }
        return value;
    }

    private record Call(Function function, Scope scope, List<Filter> args, Preparation preparation) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Budget budget = frame.budget();
            JsonNode given = args.isEmpty() ? preparation.of(budget, in) : in;
            withArguments(frame, in, args.size(), new ArrayList<>(), values -> {
                JsonNode result = apply(given, values);
                budget.write(result.isTextual() ? result.textValue().length() : result.size());
                out.emit(result, Path.lost(at));
            });
        }

        /** Evaluates the last argument first, as jq does. */
        private void withArguments(
                Frame frame,
                JsonNode in,
                int missing,
                List<JsonNode> values,
                java.util.function.Consumer<List<JsonNode>> out) {
            if (missing == 0) {
                out.accept(values);
                return;
            }
            args.get(missing - 1).each(frame, in, value -> {
                List<JsonNode> more = new ArrayList<>(values);
                more.addFirst(preparation.of(frame.budget(), value));
                withArguments(frame, in, missing - 1, more, out);
            });
        }

        private JsonNode apply(JsonNode in, List<JsonNode> values) {
            List<Expression> constants = new ArrayList<>();
            for (JsonNode value : values) {
                constants.add((inner, input, path, output, requirePath) -> output.emit(value, null));
            }
            JsonNode[] result = {Values.NULL};
            try {
                function.apply(scope, constants, in, null, (value, path) -> result[0] = value, VERSION);
            } catch (JsonQueryException e) {
                throw new Raised(e.getMessageAsJsonNode());
            }
            return result[0];
        }
    }
}
