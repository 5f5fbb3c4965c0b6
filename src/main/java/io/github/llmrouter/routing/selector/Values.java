package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/** What jq says about JSON values: types, truth, order, text. */
final class Values {

    static final JsonNode NULL = NullNode.getInstance();

    private static final double EXACT = 1e15;

    private Values() {}

    static boolean truthy(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() : !value.isNull();
    }

    static JsonNode bool(boolean value) {
        return BooleanNode.valueOf(value);
    }

    static JsonNode number(double value) {
        if (value == (int) value) {
            return IntNode.valueOf((int) value);
        }
        return value == (long) value && Math.abs(value) < EXACT
                ? LongNode.valueOf((long) value)
                : DoubleNode.valueOf(value);
    }

    static JsonNode orNull(@Nullable JsonNode value) {
        return value == null ? NULL : value;
    }

    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT -> "object";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING, POJO -> "null";
        };
    }

    /** A string as it is, anything else as JSON. */
    static String text(Budget budget, JsonNode value) {
        if (value.isTextual()) {
            budget.read(value.textValue().length());
            return value.textValue();
        }
        return JsonText.of(budget, value);
    }

    static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int rank(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING, POJO -> 0;
            case BOOLEAN -> value.booleanValue() ? 2 : 1;
            case NUMBER -> 3;
            case STRING, BINARY -> 4;
            case ARRAY -> 5;
            case OBJECT -> 6;
        };
    }

    /** null, false, true, numbers, strings by code point, arrays, objects by their sorted keys and then their values. */
    static int compare(Budget budget, JsonNode a, JsonNode b) {
        budget.step();
        int byType = rank(a) - rank(b);
        if (byType != 0) {
            return byType;
        }
        return switch (rank(a)) {
            case 3 -> compare(a.doubleValue(), b.doubleValue());
            case 4 -> {
                budget.read(Math.min(a.textValue().length(), b.textValue().length()));
                yield compare(a.textValue(), b.textValue());
            }
            case 5, 6 -> {
                budget.enter(Budget.LEVEL);
                int order = a.isArray() ? compareArrays(budget, a, b) : compareObjects(budget, a, b);
                budget.leave(Budget.LEVEL);
                yield order;
            }
            default -> 0;
        };
    }

    static boolean equal(Budget budget, JsonNode a, JsonNode b) {
        return compare(budget, a, b) == 0;
    }

    private static int compare(double a, double b) {
        return a < b || Double.isNaN(a) ? -1 : a == b ? 0 : 1;
    }

    static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean high = Character.isSurrogate(x);
                return high == Character.isSurrogate(y) ? x - y : high ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    private static int compareArrays(Budget budget, JsonNode a, JsonNode b) {
        for (int i = 0; i < a.size() && i < b.size(); i++) {
            int order = compare(budget, a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return a.size() - b.size();
    }

    private static int compareObjects(Budget budget, JsonNode a, JsonNode b) {
        String[] keys = sortedKeys(budget, a);
        String[] others = sortedKeys(budget, b);
        for (int i = 0; i < keys.length && i < others.length; i++) {
            int order = compare(keys[i], others[i]);
            if (order != 0) {
                return order;
            }
        }
        if (keys.length != others.length) {
            return keys.length - others.length;
        }
        for (String key : keys) {
            int order = compare(budget, a.get(key), b.get(key));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    static String[] sortedKeys(Budget budget, JsonNode object) {
        budget.spend(object.size());
        return object.propertyStream()
                .map(java.util.Map.Entry::getKey)
                .sorted(Values::compare)
                .toArray(String[]::new);
    }
}
