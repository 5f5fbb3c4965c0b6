package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code test match capture scan split splits sub gsub}. */
final class RegexFunctions {

    private static final Filter NO_FLAGS = new Flow.Literal(Values.NULL);

    private RegexFunctions() {}

    /** What becomes of a text and an expression. */
    @FunctionalInterface
    private interface Use {
        void of(Frame frame, String text, Regex regex, Consumer<JsonNode> out);
    }

    static void register(Map<String, Builtins.Maker> functions) {
        Use test = (frame, text, regex, out) -> out.accept(Values.bool(regex.isFoundIn(frame.budget(), text)));
        Use match = (frame, text, regex, out) ->
                matches(frame.budget(), text, regex).forEach(out);
        Use capture = (frame, text, regex, out) ->
                regex.matches(frame.budget(), text).forEach(found -> out.accept(captures(text, regex, found)));
        register(functions, "test", "", test);
        register(functions, "match", "", match);
        register(functions, "capture", "", capture);
        register(functions, "scan", "g", RegexFunctions::scan);
        register(
                functions,
                "splits",
                "g",
                (frame, text, regex, out) -> split(frame.budget(), text, regex).forEach(out));
        functions.put(
                "split/2",
                args -> new Call(
                        args.get(0),
                        args.get(1),
                        "g",
                        (frame, text, regex, out) -> out.accept(split(frame.budget(), text, regex))));
        for (String name : List.of("sub", "gsub")) {
            String flags = name.equals("sub") ? "" : "g";
            functions.put(name + "/2", args -> new Call(args.get(0), NO_FLAGS, flags, substitute(args.get(1))));
            functions.put(name + "/3", args -> new Call(args.get(0), args.get(2), flags, substitute(args.get(1))));
        }
    }

    private static void register(Map<String, Builtins.Maker> functions, String name, String flags, Use use) {
        functions.put(name + "/1", args -> new Call(args.get(0), NO_FLAGS, flags, use));
        functions.put(name + "/2", args -> new Call(args.get(0), args.get(1), flags, use));
    }

    /** One call in a selector; keeps the last compiled expression, which seldom is another one. */
    private static final class Call implements Filter {

        private final Filter regex;
        private final Filter flags;
        private final String always;
        private final Use use;
        private volatile @Nullable Compiled last;

        private Call(Filter regex, Filter flags, String always, Use use) {
            this.regex = regex;
            this.flags = flags;
            this.always = always;
            this.use = use;
        }

        private record Compiled(JsonNode regex, JsonNode flags, Regex result) {}

        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            regex.each(
                    frame,
                    in,
                    r -> flags.each(frame, in, f -> {
                        if (!in.isTextual()) {
                            throw new Raised(Raised.show(in) + " cannot be matched, as it is not a string");
                        }
                        boolean list = r.isArray();
                        if (!list && !r.isTextual() && flags == NO_FLAGS && always.isEmpty()) {
                            throw new Raised(Values.type(r) + " not a string or array");
                        }
                        Regex compiled =
                                compiled(list ? Values.orNull(r.get(0)) : r, list ? Values.orNull(r.get(1)) : f);
                        use.of(frame, in.textValue(), compiled, value -> out.emit(value, Path.lost(at)));
                    }));
        }

        private Regex compiled(JsonNode pattern, JsonNode options) {
            Compiled known = last;
            if (known != null && known.regex.equals(pattern) && known.flags.equals(options)) {
                return known.result;
            }
            boolean add = options.isNull() || options.isTextual();
            JsonNode all = add ? TextNode.valueOf((options.isNull() ? "" : options.textValue()) + always) : options;
            Regex result = Regex.compile(pattern, all);
            last = new Compiled(pattern, options, result);
            return result;
        }
    }

    private static List<JsonNode> matches(Budget budget, String text, Regex regex) {
        CodePoints points = new CodePoints(text, budget);
        List<JsonNode> matches = new ArrayList<>();
        for (Regex.Match found : regex.matches(budget, text)) {
            ObjectNode match = span(text, points, new int[] {found.start(), found.end()});
            ArrayNode captures = match.putArray("captures");
            for (int i = 0; i < found.groups().size(); i++) {
                captures.add(span(text, points, found.groups().get(i))
                        .put("name", regex.groups().get(i)));
            }
            matches.add(match);
        }
        return matches;
    }

    private static ObjectNode span(String text, CodePoints points, int[] range) {
        ObjectNode span = JsonNodeFactory.instance.objectNode();
        if (range[0] < 0) {
            return span.put("offset", -1).put("length", 0).putNull("string");
        }
        span.put("offset", points.before(range[0]));
        span.put("length", text.codePointCount(range[0], range[1]));
        return span.put("string", text.substring(range[0], range[1]));
    }

    /** Counts code points up to positions that mostly grow. For one thread. */
    private static final class CodePoints {

        private final String text;
        private final Budget budget;
        private int position;
        private int counted;

        private CodePoints(String text, Budget budget) {
            this.text = text;
            this.budget = budget;
        }

        private int before(int wanted) {
            budget.read(Math.abs(wanted - position));
            counted +=
                    wanted >= position ? text.codePointCount(position, wanted) : -text.codePointCount(wanted, position);
            position = wanted;
            return counted;
        }
    }

    private static JsonNode captures(String text, Regex regex, Regex.Match found) {
        ObjectNode captures = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < found.groups().size(); i++) {
            String name = regex.groups().get(i);
            int[] range = found.groups().get(i);
            if (name != null) {
                captures.put(name, range[0] < 0 ? null : text.substring(range[0], range[1]));
            }
        }
        return captures;
    }

    private static void scan(Frame frame, String text, Regex regex, Consumer<JsonNode> out) {
        for (Regex.Match found : regex.matches(frame.budget(), text)) {
            if (found.groups().isEmpty()) {
                out.accept(TextNode.valueOf(text.substring(found.start(), found.end())));
                continue;
            }
            ArrayNode groups = JsonNodeFactory.instance.arrayNode();
            for (int[] range : found.groups()) {
                groups.add(range[0] < 0 ? null : text.substring(range[0], range[1]));
            }
            out.accept(groups);
        }
    }

    private static ArrayNode split(Budget budget, String text, Regex regex) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        int from = 0;
        for (Regex.Match found : regex.matches(budget, text)) {
            parts.add(text.substring(from, found.start()));
            from = found.end();
        }
        return parts.add(text.substring(from));
    }

    /** One result for each output of the replacement: the first is made of the first outputs, and so on. */
    private static Use substitute(Filter replacement) {
        return (frame, text, regex, out) -> {
            List<StringBuilder> results = new ArrayList<>();
            int from = 0;
            for (Regex.Match found : regex.matches(frame.budget(), text)) {
                String gap = text.substring(from, found.start());
                int[] next = new int[1];
                replacement.each(frame, captures(text, regex, found), insert -> {
                    if (!insert.isTextual()) {
                        throw new Raised(Raised.show(captures(text, regex, found)) + " cannot be added to a string");
                    }
                    if (next[0] == results.size()) {
                        results.add(new StringBuilder());
                    }
                    frame.budget()
                            .write((long) gap.length() + insert.textValue().length());
                    results.get(next[0]++).append(gap).append(insert.textValue());
                });
                from = found.end();
            }
            String tail = text.substring(from);
            if (results.isEmpty()) {
                out.accept(TextNode.valueOf(text));
            }
            for (StringBuilder result : results) {
                frame.budget().write(result.length());
                out.accept(TextNode.valueOf(result.append(tail).toString()));
            }
        };
    }
}
