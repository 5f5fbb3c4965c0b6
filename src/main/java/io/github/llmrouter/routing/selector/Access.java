package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/** Reading: one key, one index, one slice, every element. */
final class Access {

    private Access() {}

    static JsonNode field(JsonNode in, String key) {
        if (in.isObject()) {
            return Values.orNull(in.get(key));
        }
        if (in.isNull()) {
            return Values.NULL;
        }
        throw new Raised("Cannot index " + Values.type(in) + " with " + Raised.show(TextNode.valueOf(key)));
    }

    /** Whatever stands between the brackets; a slice is an object with {@code start} and {@code end}. */
    static JsonNode get(Budget budget, JsonNode in, JsonNode key) {
        budget.step();
        if (key.isTextual()) {
            return field(in, key.textValue());
        }
        if (in.isNull() && (key.isNumber() || key.isObject() || key.isNull())) {
            return Values.NULL;
        }
        if (in.isArray() && key.isNumber()) {
            double index = Math.floor(key.doubleValue());
            double resolved = index < 0 ? index + in.size() : index;
            return resolved >= 0 && resolved < in.size() ? in.get((int) resolved) : Values.NULL;
        }
        if (in.isArray() && key.isArray()) {
            return indices(budget, in, key);
        }
        if (key.isObject() && (in.isArray() || in.isTextual())) {
            return slice(budget, in, key);
        }
        throw new Raised("Cannot index " + Values.type(in) + " with " + Raised.show(key));
    }

    static ObjectNode sliceKey(JsonNode start, JsonNode end) {
        if ((start.isNumber() || start.isNull()) && (end.isNumber() || end.isNull())) {
            ObjectNode key = JsonNodeFactory.instance.objectNode();
            key.set("start", start);
            key.set("end", end);
            return key;
        }
        throw new Raised("Array/string slice indices must be integers");
    }

    /** The range that a slice means in something of this length: two offsets, the second not before the first. */
    static int[] range(JsonNode key, int length) {
        if (!key.has("start") && !key.has("end")) {
            throw new Raised("Cannot index array with object");
        }
        JsonNode start = key.path("start");
        JsonNode end = key.path("end");
        if ((start.isValueNode() && !start.isNumber() && !start.isNull())
                || (end.isValueNode() && !end.isNumber() && !end.isNull())) {
            throw new Raised("Array/string slice indices must be integers");
        }
        int from = start.isNumber() ? clamp(Math.floor(start.doubleValue()), length) : 0;
        int to = end.isNumber() ? clamp(Math.ceil(end.doubleValue()), length) : length;
        return new int[] {from, Math.max(from, to)};
    }

    private static int clamp(double index, int length) {
        double resolved = index < 0 ? index + length : index;
        return (int) Math.clamp(resolved, 0.0, (double) length);
    }

    private static JsonNode slice(Budget budget, JsonNode in, JsonNode key) {
        if (in.isTextual()) {
            String text = in.textValue();
            budget.read(text.length());
            int[] range = range(key, Values.codePoints(text));
            int from = text.offsetByCodePoints(0, range[0]);
            return TextNode.valueOf(text.substring(from, text.offsetByCodePoints(from, range[1] - range[0])));
        }
        int[] range = range(key, in.size());
        budget.copy(range[1] - range[0]);
        ArrayNode slice = JsonNodeFactory.instance.arrayNode(range[1] - range[0]);
        for (int i = range[0]; i < range[1]; i++) {
            slice.add(in.get(i));
        }
        return slice;
    }

    static ArrayNode indices(Budget budget, JsonNode array, JsonNode wanted) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; wanted.size() > 0 && i + wanted.size() <= array.size(); i++) {
            int same = 0;
            while (same < wanted.size() && Values.equal(budget, array.get(i + same), wanted.get(same))) {
                same++;
            }
            if (same == wanted.size()) {
                found.add(i);
            }
        }
        return found;
    }

    static JsonNode getPath(Budget budget, JsonNode in, JsonNode path) {
        JsonNode value = in;
        for (JsonNode key : keys(path)) {
            if (value.isNull()) {
                return Values.NULL;
            }
            value = get(budget, value, key);
        }
        return value;
    }

    static JsonNode keys(JsonNode path) {
        if (!path.isArray()) {
            throw new Raised("Path must be specified as an array");
        }
        return path;
    }

    static void iterate(Frame frame, JsonNode in, @Nullable Path at, Filter.Out out) {
        Path here = Path.into(at, in);
        if (in.isArray()) {
            for (int i = 0; i < in.size(); i++) {
                frame.budget().step();
                out.emit(in.get(i), Path.then(here, i, in));
            }
        } else if (in.isObject()) {
            for (var field : in.properties()) {
                frame.budget().step();
                out.emit(field.getValue(), Path.then(here, field.getKey(), in));
            }
        } else {
            throw new Raised("Cannot iterate over " + Raised.show(in));
        }
    }
}
