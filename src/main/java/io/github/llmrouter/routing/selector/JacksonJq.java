package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static final List<String> ALLOWED = List.of(
            "@base64/0 @base64d/0 @csv/0 @sh/0 @tsv/0 fromjson/0 utf8bytelength/0",
            "endswith/1 startswith/1 infinite/0 nan/0 isinfinite/0 isnan/0 isnormal/0 now/0 not/0 type/0 to_entries/0",
            "keys_unsorted/0 acos/0 asin/0 atan/0 cbrt/0 ceil/0 cos/0 cosh/0 exp/0 exp10/0 exp2/0 expm1/0 floor/0"
                    + " log/0",
            "log10/0 log1p/0 log2/0 sin/0 sinh/0 sqrt/0 tan/0 tanh/0 atan2/2 pow/2");

    private static final Version VERSION = Versions.JQ_1_7;

    private JacksonJq() {}

    static void register(Map<String, Builtins.Maker> functions) {
        Scope scope = Scope.newEmptyScope();
        Map<String, Function> loaded =
                BuiltinFunctionLoader.getInstance().listFunctions(JacksonJq.class.getClassLoader(), VERSION, scope);
        for (String line : ALLOWED) {
            for (String signature : line.split(" ")) {
                Function function = loaded.get(signature);
                if (function == null) {
                    throw new IllegalStateException("jackson-jq has no " + signature);
                }
                boolean encodes = signature.startsWith("@base64");
                functions.put(signature, args -> new Call(function, scope, args, encodes));
            }
        }
    }

    private record Call(Function function, Scope scope, List<Filter> args, boolean encodes) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            // jackson-jq's own JSON writer knows no budget
            boolean asText = encodes && !in.isTextual();
            JsonNode given = asText ? TextNode.valueOf(JsonText.of(frame.budget(), in)) : in;
            frame.budget().spend(given.size());
            frame.budget().write(given.isTextual() ? given.textValue().length() : 0);
            withArguments(frame, in, args.size(), new ArrayList<>(), values -> {
                JsonNode result = apply(given, values);
                frame.budget().write(result.isTextual() ? result.textValue().length() : result.size());
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
                more.addFirst(value);
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
