package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.TreeSet;

/** The operators on values: {@code + - * / %}. All numbers are doubles, as in jq. */
final class Arithmetic {

    private Arithmetic() {}

    /** A binary operator. */
    @FunctionalInterface
    interface Operator {
        JsonNode apply(Budget budget, JsonNode left, JsonNode right);
    }

    static JsonNode add(Budget budget, JsonNode a, JsonNode b) {
        if (a.isNull()) {
            return b;
        }
        if (b.isNull()) {
            return a;
        }
        if (a.isNumber() && b.isNumber()) {
            return Values.number(a.doubleValue() + b.doubleValue());
        }
        if (a.isTextual() && b.isTextual()) {
            budget.write((long) a.textValue().length() + b.textValue().length());
            return TextNode.valueOf(a.textValue() + b.textValue());
        }
        if (a instanceof ArrayNode x && b instanceof ArrayNode y) {
            budget.copy((long) x.size() + y.size());
            return JsonNodeFactory.instance
                    .arrayNode(x.size() + y.size())
                    .addAll(x)
                    .addAll(y);
        }
        if (a instanceof ObjectNode x && b instanceof ObjectNode y) {
            budget.spend((long) x.size() + y.size());
            return JsonNodeFactory.instance.objectNode().<ObjectNode>setAll(x).setAll(y);
        }
        throw cannot(a, b, "added");
    }

    static JsonNode subtract(Budget budget, JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return Values.number(a.doubleValue() - b.doubleValue());
        }
        if (a.isArray() && b.isArray()) {
            TreeSet<JsonNode> unwanted = new TreeSet<>((x, y) -> Values.compare(budget, x, y));
            b.forEach(unwanted::add);
            ArrayNode rest = JsonNodeFactory.instance.arrayNode();
            a.forEach(item -> {
                if (!unwanted.contains(item)) {
                    rest.add(item);
                }
            });
            return rest;
        }
        throw cannot(a, b, "subtracted");
    }

    static JsonNode multiply(Budget budget, JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return Values.number(a.doubleValue() * b.doubleValue());
        }
        if (a.isTextual() && b.isNumber()) {
            return repeat(budget, a.textValue(), b.doubleValue());
        }
        if (a.isNumber() && b.isTextual()) {
            return repeat(budget, b.textValue(), a.doubleValue());
        }
        if (a.isObject() && b.isObject()) {
            return merge(budget, a, b);
        }
        throw cannot(a, b, "multiplied");
    }

    private static JsonNode repeat(Budget budget, String text, double times) {
        if (times < 0 || Double.isNaN(times)) {
            return Values.NULL;
        }
        int whole = (int) (times < 1 ? Math.ceil(times) : times);
        budget.write((long) text.length() * whole);
        return TextNode.valueOf(text.repeat(whole));
    }

    private static JsonNode merge(Budget budget, JsonNode a, JsonNode b) {
        budget.spend((long) a.size() + b.size());
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.setAll((ObjectNode) a);
        b.properties().forEach(field -> {
            JsonNode old = merged.get(field.getKey());
            boolean both = old != null && old.isObject() && field.getValue().isObject();
            merged.set(field.getKey(), both ? merge(budget, old, field.getValue()) : field.getValue());
        });
        return merged;
    }

    static JsonNode divide(Budget budget, JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            if (b.doubleValue() == 0) {
                throw cannot(a, b, "divided because the divisor is zero");
            }
            return Values.number(a.doubleValue() / b.doubleValue());
        }
        if (a.isTextual() && b.isTextual()) {
            return StringFunctions.split(budget, a.textValue(), b.textValue());
        }
        throw cannot(a, b, "divided");
    }

    static JsonNode modulo(Budget budget, JsonNode a, JsonNode b) {
        if (!a.isNumber() || !b.isNumber()) {
            throw cannot(a, b, "divided");
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return Values.number(Double.NaN);
        }
        long divisor = (long) y;
        if (divisor == 0) {
            throw cannot(a, b, "divided (remainder) because the divisor is zero");
        }
        return Values.number((double) ((long) x % Math.abs(divisor == Long.MIN_VALUE ? Long.MAX_VALUE : divisor)));
    }

    private static Raised cannot(JsonNode a, JsonNode b, String what) {
        return new Raised(Raised.show(a) + " and " + Raised.show(b) + " cannot be " + what);
    }
}
