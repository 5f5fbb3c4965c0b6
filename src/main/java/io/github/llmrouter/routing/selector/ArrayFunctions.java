package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.array;
import static io.github.llmrouter.routing.selector.Functions.value;
import static io.github.llmrouter.routing.selector.Functions.value1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Sorting, grouping, searching, flattening. */
final class ArrayFunctions {

    private ArrayFunctions() {}

    /** An element and the outputs of {@code f} by which it is compared. */
    private record Keyed(JsonNode item, JsonNode key) {}

    /** What becomes of the sorted elements. */
    @FunctionalInterface
    private interface Ending {
        JsonNode of(Budget budget, List<Keyed> sorted);
    }

    static void register(Map<String, Builtins.Maker> functions) {
        sorted(functions, "sort", "sorted", (budget, items) -> collect(items, (array, item) -> array.add(item.item)));
        sorted(functions, "group", "sorted", ArrayFunctions::group);
        sorted(functions, "unique", "sorted", ArrayFunctions::unique);
        sorted(
                functions,
                "min",
                "iterated over",
                (budget, items) -> items.isEmpty() ? Values.NULL : items.getFirst().item);
        sorted(
                functions,
                "max",
                "iterated over",
                (budget, items) -> items.isEmpty() ? Values.NULL : items.getLast().item);
        functions.put("reverse/0", value(ArrayFunctions::reverse));
        functions.put("flatten/0", value((budget, in) -> flatten(budget, in, Double.POSITIVE_INFINITY)));
        functions.put("flatten/1", value1((budget, in, depth) -> flatten(budget, in, depth.doubleValue())));
        functions.put("indices/1", value1(ArrayFunctions::indices));
        functions.put("bsearch/1", value1(ArrayFunctions::binarySearch));
        functions.put("join/1", value1(ArrayFunctions::join));
        functions.put(
                "toarray/0",
                value((budget, in) ->
                        in.isArray() ? in : JsonNodeFactory.instance.arrayNode().add(in)));
    }

    /** {@code name} and {@code name_by(f)}. */
    private static void sorted(Map<String, Builtins.Maker> functions, String name, String verb, Ending ending) {
        Filter plain = sorted(Flow.IDENTITY, verb, ending);
        functions.put(name + "/0", args -> plain);
        functions.put(name + "_by/1", args -> sorted(args.getFirst(), verb, ending));
    }

    private static Filter sorted(Filter by, String verb, Ending ending) {
        Filter key = by == Flow.IDENTITY ? by : new Construction.Collect(by);
        return (frame, in, at, out) -> {
            List<Keyed> items = new ArrayList<>();
            for (JsonNode item : array(verb, in)) {
                key.each(frame, item, k -> items.add(new Keyed(item, k)));
            }
            items.sort((a, b) -> Values.compare(frame.budget(), a.key, b.key));
            out.emit(ending.of(frame.budget(), items), Path.lost(at));
        };
    }

    private static ArrayNode collect(List<Keyed> items, BiConsumer<ArrayNode, Keyed> each) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(item -> each.accept(array, item));
        return array;
    }

    private static JsonNode group(Budget budget, List<Keyed> sorted) {
        ArrayNode groups = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < sorted.size(); i++) {
            boolean same = i > 0 && Values.equal(budget, sorted.get(i).key, sorted.get(i - 1).key);
            ArrayNode group = same ? (ArrayNode) groups.get(groups.size() - 1) : groups.addArray();
            group.add(sorted.get(i).item);
        }
        return groups;
    }

    private static JsonNode unique(Budget budget, List<Keyed> sorted) {
        ArrayNode unique = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < sorted.size(); i++) {
            if (i == 0 || !Values.equal(budget, sorted.get(i).key, sorted.get(i - 1).key)) {
                unique.add(sorted.get(i).item);
            }
        }
        return unique;
    }

    private static JsonNode reverse(Budget budget, JsonNode in) {
        if (in.isTextual()) {
            budget.write(in.textValue().length());
            return TextNode.valueOf(new StringBuilder(in.textValue()).reverse().toString());
        }
        ArrayNode reversed = JsonNodeFactory.instance.arrayNode();
        if (in.isNull()) {
            return reversed;
        }
        array("reversed", in);
        budget.copy(in.size());
        for (int i = in.size() - 1; i >= 0; i--) {
            reversed.add(in.get(i));
        }
        return reversed;
    }

    private static JsonNode flatten(Budget budget, JsonNode in, double depth) {
        if (depth < 0) {
            throw new Raised("flatten depth must not be negative");
        }
        if (!in.isContainerNode()) {
            throw new Raised("Cannot iterate over " + Raised.show(in));
        }
        ArrayNode flat = JsonNodeFactory.instance.arrayNode();
        flattenInto(budget, in, depth, flat);
        return flat;
    }

    private static void flattenInto(Budget budget, JsonNode in, double depth, ArrayNode flat) {
        for (JsonNode item : in) {
            budget.step();
            if (item.isArray() && depth > 0) {
                flattenInto(budget, item, depth - 1, flat);
            } else {
                flat.add(item);
            }
        }
    }

    private static JsonNode indices(Budget budget, JsonNode in, JsonNode wanted) {
        if (in.isNull()) {
            return Values.NULL;
        }
        if (in.isTextual() && wanted.isTextual()) {
            return StringFunctions.indices(budget, in.textValue(), wanted.textValue());
        }
        if (in.isArray()) {
            JsonNode sequence = wanted.isArray()
                    ? wanted
                    : JsonNodeFactory.instance.arrayNode().add(wanted);
            return Access.indices(budget, in, sequence);
        }
        return Access.get(budget, in, wanted);
    }

    private static JsonNode binarySearch(Budget budget, JsonNode in, JsonNode wanted) {
        int low = 0;
        int high = array("searched from", in).size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Values.compare(budget, in.get(middle), wanted);
            if (order == 0) {
                return Values.number(middle);
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return Values.number(-1 - low);
    }

    private static JsonNode join(Budget budget, JsonNode in, JsonNode separator) {
        if (!in.isContainerNode()) {
            throw new Raised("Cannot iterate over " + Raised.show(in));
        }
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (JsonNode item : in) {
            if (!separator.isTextual() && !separator.isNull()) {
                throw new Raised(Raised.show(separator) + " cannot join strings");
            }
            joined.append(first || separator.isNull() ? "" : separator.textValue());
            budget.write(separator.isTextual() ? separator.textValue().length() : 0);
            if (item.isContainerNode()) {
                TextNode soFar = TextNode.valueOf(joined.toString());
                throw new Raised(Raised.show(soFar) + " and " + Raised.show(item) + " cannot be added");
            }
            joined.append(item.isNull() ? "" : Values.text(budget, item));
            first = false;
        }
        return TextNode.valueOf(joined.toString());
    }
}
