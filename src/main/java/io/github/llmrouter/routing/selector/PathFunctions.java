package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.value;
import static io.github.llmrouter.routing.selector.Functions.value1;
import static io.github.llmrouter.routing.selector.Functions.value2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions on paths, and on objects as lists of entries. */
final class PathFunctions {

    private PathFunctions() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put(
                "path/1",
                args -> (frame, in, at, out) -> args.getFirst()
                        .run(
                                frame,
                                in,
                                Path.ROOT,
                                (value, path) -> out.emit(Operators.keys(path, value), Path.lost(at))));
        functions.put(
                "getpath/1",
                args -> (frame, in, at, out) -> args.getFirst()
                        .each(
                                frame,
                                in,
                                path -> out.emit(Access.getPath(frame.budget(), in, path), follow(at, path, in))));
        functions.put("setpath/2", value2((budget, in, path, to) -> {
            Editor editor = new Editor(budget, in);
            editor.set(path, to);
            return editor.value();
        }));
        functions.put("delpaths/1", value1((budget, in, paths) -> {
            Editor editor = new Editor(budget, in);
            editor.delete(Access.keys(paths));
            return editor.value();
        }));
        functions.put("del/1", args -> del(args.getFirst()));
        functions.put("pick/1", args -> pick(args.getFirst()));
        functions.put("map_values/1", args -> new Operators.Update(new Paths.Iterate(Flow.IDENTITY), args.getFirst()));
        functions.put("from_entries/0", value(PathFunctions::fromEntries));
    }

    private static @Nullable Path follow(@Nullable Path at, JsonNode path, JsonNode in) {
        Path reached = at;
        for (JsonNode key : Access.keys(path)) {
            reached = Path.then(reached, key, in);
        }
        return reached;
    }

    private static Filter del(Filter paths) {
        return (frame, in, at, out) -> {
            ArrayNode found = JsonNodeFactory.instance.arrayNode();
            paths.run(frame, in, Path.ROOT, (value, path) -> found.add(Operators.keys(path, value)));
            Editor editor = new Editor(frame.budget(), in);
            editor.delete(found);
            out.emit(editor.value(), Path.lost(at));
        };
    }

    private static Filter pick(Filter paths) {
        return (frame, in, at, out) -> {
            Editor picked = new Editor(frame.budget(), Values.NULL);
            paths.run(frame, in, Path.ROOT, (value, path) -> {
                JsonNode keys = Operators.keys(path, value);
                picked.set(keys, Access.getPath(frame.budget(), in, keys));
            });
            out.emit(picked.value(), Path.lost(at));
        };
    }

    private static JsonNode fromEntries(Budget budget, JsonNode in) {
        if (!in.isContainerNode()) {
            throw new Raised("Cannot iterate over " + Raised.show(in));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (JsonNode entry : in) {
            budget.step();
            JsonNode key = one(entry, "key", "k", "name", "Name", "Key", "K");
            if (key.isContainerNode()) {
                throw new Raised("Cannot use " + Raised.show(key) + " as object key");
            }
            object.set(Values.text(budget, key), one(entry, "value", "v", "Value", "V"));
        }
        return object;
    }

    /** The first of these fields that is neither absent nor null. */
    private static JsonNode one(JsonNode entry, String... names) {
        for (String name : names) {
            JsonNode found = Access.field(entry, name);
            if (!found.isNull()) {
                return found;
            }
        }
        return Values.NULL;
    }
}
