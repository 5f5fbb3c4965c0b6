package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A value under change: copies a container the first time it is changed and works on the copy from then on, so that many
 * changes cost one copy. For one thread.
 */
final class Editor {

    private final Budget budget;
    private final Set<JsonNode> own = Collections.newSetFromMap(new IdentityHashMap<>());
    private JsonNode root;

    Editor(Budget budget, JsonNode root) {
        this.budget = budget;
        this.root = root;
    }

    /** The value so far. What has been handed out is copied before it is changed again. */
    JsonNode value() {
        own.clear();
        return root;
    }

    JsonNode get(JsonNode path) {
        JsonNode value = Access.getPath(budget, root, path);
        if (value.isContainerNode() && own.contains(value)) {
            own.clear();
        }
        return value;
    }

    void set(JsonNode path, JsonNode value) {
        root = set(root, Access.keys(path), 0, value);
    }

    private JsonNode set(JsonNode in, JsonNode path, int depth, JsonNode value) {
        if (depth == path.size()) {
            return value;
        }
        JsonNode key = path.get(depth);
        JsonNode old = in.isNull() ? Values.NULL : Access.get(budget, in, key);
        return put(in, key, set(old, path, depth + 1, value));
    }

    private JsonNode put(JsonNode in, JsonNode key, JsonNode value) {
        if (key.isTextual() && (in.isObject() || in.isNull())) {
            ObjectNode object = object(in);
            object.set(key.textValue(), value);
            return object;
        }
        if (key.isNumber() && (in.isArray() || in.isNull())) {
            return putElement(in, key.doubleValue(), value);
        }
        if (key.isObject() && (in.isArray() || in.isNull())) {
            return putSlice(in, key, value);
        }
        if (in.isArray() && key.isArray()) {
            throw new Raised("Cannot update field at array index of array");
        }
        throw new Raised("Cannot index " + Values.type(in) + " with " + Raised.show(key));
    }

    private JsonNode putElement(JsonNode in, double key, JsonNode value) {
        double index = Math.floor(key) < 0 ? Math.floor(key) + in.size() : Math.floor(key);
        if (!(index >= 0)) {
            throw new Raised("Out of bounds negative array index");
        }
        budget.copy((long) Math.max(0, index - in.size()));
        ArrayNode array = array(in);
        while (array.size() <= index) {
            array.addNull();
        }
        array.set((int) index, value);
        return array;
    }

    private JsonNode putSlice(JsonNode in, JsonNode key, JsonNode value) {
        if (!value.isArray()) {
            throw new Raised("A slice of an array can only be assigned another array");
        }
        int[] range = Access.range(key, in.size());
        budget.copy(in.size() + value.size());
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < range[0]; i++) {
            array.add(in.get(i));
        }
        value.forEach(array::add);
        for (int i = range[1]; i < in.size(); i++) {
            array.add(in.get(i));
        }
        own.add(array);
        return array;
    }

    private ObjectNode object(JsonNode in) {
        if (in instanceof ObjectNode mine && own.contains(in)) {
            return mine;
        }
        budget.spend(in.size());
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        in.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
        own.add(copy);
        return copy;
    }

    private ArrayNode array(JsonNode in) {
        if (in instanceof ArrayNode mine && own.contains(in)) {
            return mine;
        }
        budget.copy(in.size());
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(in.size());
        in.forEach(copy::add);
        own.add(copy);
        return copy;
    }

    /** Deletes what the paths lead to, the last ones first, so that earlier indices keep their meaning. */
    void delete(Iterable<JsonNode> paths) {
        List<JsonNode> sorted = new ArrayList<>();
        paths.forEach(path -> sorted.add(Access.keys(path)));
        sorted.sort((a, b) -> Values.compare(budget, b, a));
        for (JsonNode path : sorted) {
            root = path.isEmpty() ? Values.NULL : delete(root, path, 0);
        }
    }

    private JsonNode delete(JsonNode in, JsonNode path, int depth) {
        JsonNode key = path.get(depth);
        if (in.isNull()) {
            return in;
        }
        if (depth == path.size() - 1) {
            return remove(in, key);
        }
        JsonNode old = Access.get(budget, in, key);
        JsonNode changed = old.isNull() ? old : delete(old, path, depth + 1);
        return changed == old ? in : put(in, key, changed);
    }

    private JsonNode remove(JsonNode in, JsonNode key) {
        if (in.isObject() && key.isTextual()) {
            return in.has(key.textValue()) ? object(in).without(key.textValue()) : in;
        }
        if (in.isArray() && key.isNumber()) {
            double index = Math.floor(key.doubleValue());
            int resolved = (int) (index < 0 ? index + in.size() : index);
            budget.copy(in.size());
            if (resolved < 0 || resolved >= in.size()) {
                return in;
            }
            ArrayNode array = array(in);
            array.remove(resolved);
            return array;
        }
        if (in.isArray() && key.isObject()) {
            return putSlice(in, key, JsonNodeFactory.instance.arrayNode());
        }
        throw new Raised("Cannot delete " + (key.isTextual() ? "field" : "element") + " at " + Values.type(key)
                + " index of " + Values.type(in));
    }
}
