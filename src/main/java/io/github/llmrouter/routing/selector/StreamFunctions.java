package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The names under which the generators of {@link Streams} are called, and jq's streaming form of a value. */
final class StreamFunctions {

    private static final Filter EACH = new Paths.Iterate(Flow.IDENTITY);
    private static final Filter ZERO = new Flow.Literal(Values.number(0));
    private static final Filter ONE = new Flow.Literal(Values.number(1));

    private StreamFunctions() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put("first/1", args -> Streams.first(args.getFirst()));
        functions.put("last/1", args -> Streams.last(args.getFirst()));
        functions.put("limit/2", args -> Streams.limit(args.get(0), args.get(1)));
        functions.put("skip/2", args -> Streams.skip(args.get(0), args.get(1)));
        functions.put("nth/2", args -> Streams.nth(args.get(0), args.get(1)));
        functions.put("isempty/1", args -> Streams.isEmpty(args.getFirst()));
        functions.put("any/0", args -> Streams.decide(EACH, Flow.IDENTITY, true));
        functions.put("any/1", args -> Streams.decide(EACH, args.getFirst(), true));
        functions.put("any/2", args -> Streams.decide(args.get(0), args.get(1), true));
        functions.put("all/0", args -> Streams.decide(EACH, Flow.IDENTITY, false));
        functions.put("all/1", args -> Streams.decide(EACH, args.getFirst(), false));
        functions.put("all/2", args -> Streams.decide(args.get(0), args.get(1), false));
        functions.put("range/1", args -> Streams.range(ZERO, args.getFirst(), ONE));
        functions.put("range/2", args -> Streams.range(args.get(0), args.get(1), ONE));
        functions.put("range/3", args -> Streams.range(args.get(0), args.get(1), args.get(2)));
        functions.put("recurse/0", args -> Recursion.RECURSE);
        functions.put("recurse/1", args -> Recursion.recurse(args.getFirst()));
        functions.put("while/2", args -> Recursion.whileTrue(args.get(0), args.get(1)));
        functions.put("until/2", args -> Recursion.until(args.get(0), args.get(1)));
        functions.put("repeat/1", args -> Recursion.repeat(args.getFirst()));
        functions.put(
                "walk/1",
                args -> (frame, in, at, out) ->
                        Recursion.walk(frame, in, args.getFirst(), value -> out.emit(value, Path.lost(at))));
        functions.put("add/0", args -> add(EACH));
        functions.put("add/1", args -> add(args.getFirst()));
        functions.put(
                "tostream/0",
                args -> (frame, in, at, out) ->
                        events(frame.budget(), in, null, event -> out.emit(event, Path.lost(at))));
        functions.put("fromstream/1", args -> fromStream(args.getFirst()));
    }

    /** The sum; arrays and strings are gathered, not copied again for each item. */
    private static Filter add(Filter source) {
        return (frame, in, at, out) -> {
            Sum sum = new Sum(frame.budget());
            source.stream(frame, in, sum::add);
            out.emit(sum.result(), Path.lost(at));
        };
    }

    /** The events of a value: a leaf with its path, and the last path of each container that ends. */
    private static void events(Budget budget, JsonNode in, @Nullable Path at, Consumer<JsonNode> out) {
        budget.step();
        Path here = at == null ? Path.ROOT : at;
        if (in.isEmpty()) {
            out.accept(JsonNodeFactory.instance.arrayNode().add(here.keys(in)).add(in));
            return;
        }
        Path last = here;
        if (in.isArray()) {
            for (int i = 0; i < in.size(); i++) {
                last = Path.then(here, i, in);
                events(budget, in.get(i), last, out);
            }
        } else {
            for (var field : in.properties()) {
                last = Path.then(here, field.getKey(), in);
                events(budget, field.getValue(), last, out);
            }
        }
        out.accept(JsonNodeFactory.instance.arrayNode().add(Operators.keys(last, in)));
    }

    private static Filter fromStream(Filter events) {
        return (frame, in, at, out) -> {
            @Nullable Editor[] value = new @Nullable Editor[1];
            events.stream(frame, in, event -> {
                JsonNode path = Access.keys(Access.get(frame.budget(), event, Values.number(0)));
                boolean leaf = event.size() > 1;
                if (leaf && path.isEmpty()) {
                    out.emit(event.get(1), Path.lost(at));
                } else if (leaf) {
                    Editor editor = value[0] == null ? new Editor(frame.budget(), Values.NULL) : value[0];
                    editor.set(path, event.get(1));
                    value[0] = editor;
                } else if (path.size() == 1 && value[0] != null) {
                    JsonNode whole = value[0].value();
                    value[0] = null;
                    out.emit(whole, Path.lost(at));
                }
            });
        };
    }

    /** A running total. For one thread. */
    private static final class Sum {

        private final Budget budget;
        private final StringBuilder text = new StringBuilder();
        private @Nullable ArrayNode array;
        private JsonNode total = Values.NULL;

        private Sum(Budget budget) {
            this.budget = budget;
        }

        private void add(JsonNode item) {
            budget.step();
            if (!text.isEmpty() && item.isTextual()) {
                budget.write(item.textValue().length());
                text.append(item.textValue());
            } else if (array != null && item instanceof ArrayNode more) {
                budget.copy(more.size());
                array.addAll(more);
            } else {
                total = Arithmetic.add(budget, result(), item);
                array = total instanceof ArrayNode && total != item ? (ArrayNode) total : null;
                text.setLength(0);
                if (total.isTextual()) {
                    text.append(total.textValue());
                }
            }
        }

        private JsonNode result() {
            return text.isEmpty() ? total : com.fasterxml.jackson.databind.node.TextNode.valueOf(text.toString());
        }
    }
}
