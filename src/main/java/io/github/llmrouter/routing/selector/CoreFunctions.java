package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.filter;
import static io.github.llmrouter.routing.selector.Functions.only;
import static io.github.llmrouter.routing.selector.Functions.value;
import static io.github.llmrouter.routing.selector.Functions.value1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/** Selection by type, errors, lengths, membership, and the little that jq says about its surroundings. */
final class CoreFunctions {

    private CoreFunctions() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put("empty/0", filter(Flow.EMPTY));
        functions.put("error/0", filter((frame, in, at, out) -> {
            throw new Raised(in);
        }));
        functions.put("select/1", args -> {
            Filter test = args.getFirst();
            return (frame, in, at, out) -> test.each(frame, in, answer -> {
                if (Values.truthy(answer)) {
                    out.emit(in, at);
                }
            });
        });
        functions.put(
                "map/1",
                args -> new Construction.Collect(new Flow.Pipe(new Paths.Iterate(Flow.IDENTITY), args.getFirst())));
        types(functions);
        functions.put("length/0", value(CoreFunctions::length));
        functions.put("keys/0", value(CoreFunctions::keys));
        functions.put("has/1", value1((budget, in, key) -> has(in, key)));
        functions.put("contains/1", value1((budget, in, part) -> contains(budget, in, part)));
        surroundings(functions);
    }

    private static void types(Map<String, Builtins.Maker> functions) {
        functions.put("values/0", only(value -> !value.isNull()));
        functions.put("nulls/0", only(JsonNode::isNull));
        functions.put("booleans/0", only(JsonNode::isBoolean));
        functions.put("numbers/0", only(JsonNode::isNumber));
        functions.put("strings/0", only(JsonNode::isTextual));
        functions.put("arrays/0", only(JsonNode::isArray));
        functions.put("objects/0", only(JsonNode::isObject));
        functions.put("iterables/0", only(JsonNode::isContainerNode));
        functions.put("scalars/0", only(value -> !value.isContainerNode()));
        functions.put("finites/0", only(value -> value.isNumber() && Double.isFinite(value.doubleValue())));
        functions.put(
                "normals/0", only(value -> value.isNumber() && Math.abs(value.doubleValue()) >= Double.MIN_NORMAL));
    }

    /** Nothing of the machine: an empty environment, no further inputs, no messages. */
    private static void surroundings(Map<String, Builtins.Maker> functions) {
        functions.put("env/0", value((budget, in) -> JsonNodeFactory.instance.objectNode()));
        Builtins.Maker none = filter((frame, in, at, out) -> {
            throw new Raised("No more inputs");
        });
        functions.put("input/0", none);
        functions.put("inputs/0", none);
        functions.put("debug/0", filter(Flow.IDENTITY));
        functions.put("debug/1", args -> (frame, in, at, out) -> {
            args.getFirst().each(frame, in, message -> {});
            out.emit(in, at);
        });
        functions.put("stderr/0", filter(Flow.IDENTITY));
        functions.put("input_filename/0", value((budget, in) -> Values.NULL));
        functions.put("input_line_number/0", value((budget, in) -> IntNode.valueOf(0)));
        functions.put("have_literal_numbers/0", value((budget, in) -> Values.bool(true)));
        functions.put("have_decnum/0", value((budget, in) -> Values.bool(false)));
        functions.put("builtins/0", value((budget, in) -> {
            ArrayNode names = JsonNodeFactory.instance.arrayNode();
            Builtins.names().forEach(names::add);
            return names;
        }));
    }

    static JsonNode length(Budget budget, JsonNode in) {
        return switch (in.getNodeType()) {
            case ARRAY, OBJECT -> IntNode.valueOf(in.size());
            case NUMBER -> Values.number(Math.abs(in.doubleValue()));
            case STRING, BINARY -> {
                budget.read(in.textValue().length());
                yield IntNode.valueOf(Values.codePoints(in.textValue()));
            }
            case NULL, MISSING, POJO -> IntNode.valueOf(0);
            case BOOLEAN -> throw new Raised(Raised.show(in) + " has no length");
        };
    }

    private static JsonNode keys(Budget budget, JsonNode in) {
        if (!in.isContainerNode()) {
            throw new Raised(Raised.show(in) + " has no keys");
        }
        ArrayNode keys = JsonNodeFactory.instance.arrayNode();
        if (in.isObject()) {
            for (String key : Values.sortedKeys(budget, in)) {
                keys.add(key);
            }
        } else {
            budget.copy(in.size());
            for (int i = 0; i < in.size(); i++) {
                keys.add(i);
            }
        }
        return keys;
    }

    private static JsonNode has(JsonNode in, JsonNode key) {
        if (in.isObject() && key.isTextual()) {
            return Values.bool(in.has(key.textValue()));
        }
        if (in.isArray() && key.isNumber()) {
            double index = key.doubleValue();
            return Values.bool(index >= 0 && index < in.size());
        }
        throw new Raised("Cannot check whether " + Values.type(in) + " has a " + Values.type(key) + " key");
    }

    private static JsonNode contains(Budget budget, JsonNode in, JsonNode part) {
        if (!Values.type(in).equals(Values.type(part))) {
            throw new Raised(Raised.show(in) + " and " + Raised.show(part) + " cannot have their containment checked");
        }
        return Values.bool(holds(budget, in, part));
    }

    private static boolean holds(Budget budget, JsonNode whole, JsonNode part) {
        budget.step();
        if (whole.isTextual() && part.isTextual()) {
            budget.read(whole.textValue().length());
            return whole.textValue().contains(part.textValue());
        }
        if (whole.isArray() && part.isArray()) {
            for (JsonNode wanted : part) {
                boolean found = false;
                for (int i = 0; i < whole.size() && !found; i++) {
                    found = holds(budget, whole.get(i), wanted);
                }
                if (!found) {
                    return false;
                }
            }
            return true;
        }
        if (whole.isObject() && part.isObject()) {
            for (var wanted : part.properties()) {
                JsonNode found = whole.get(wanted.getKey());
                if (found == null || !holds(budget, found, wanted.getValue())) {
                    return false;
                }
            }
            return true;
        }
        return Values.equal(budget, whole, part);
    }
}
