package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** How a value was reached from the input of a path expression. */
record Path(@Nullable Path parent, JsonNode key) {

    static final Path ROOT = new Path(null, NullNode.getInstance());

    /** The place of a value that was computed, not reached. */
    static final Path LOST = new Path(null, NullNode.getInstance());

    static @Nullable Path lost(@Nullable Path at) {
        return at == null ? null : LOST;
    }

    static @Nullable Path then(@Nullable Path at, String key, JsonNode in) {
        return at == null ? null : then(at, TextNode.valueOf(key), in);
    }

    static @Nullable Path then(@Nullable Path at, int index, JsonNode in) {
        return at == null ? null : then(at, IntNode.valueOf(index), in);
    }

    static @Nullable Path then(@Nullable Path at, JsonNode key, JsonNode in) {
        if (at == null) {
            return null;
        }
        if (at == LOST) {
            throw new Raised("Invalid path expression near attempt to access element " + Raised.json(key) + " of "
                    + Raised.json(in));
        }
        return new Path(at, key);
    }

    static @Nullable Path into(@Nullable Path at, JsonNode in) {
        if (at == LOST) {
            throw new Raised("Invalid path expression near attempt to iterate through " + Raised.json(in));
        }
        return at;
    }

    /** The keys from the root, as jq's {@code path} shows them. */
    ArrayNode keys(JsonNode value) {
        if (this == LOST) {
            throw new Raised("Invalid path expression with result " + Raised.json(value));
        }
        Deque<JsonNode> keys = new ArrayDeque<>();
        for (Path path = this; path != null && path != ROOT; path = path.parent) {
            keys.addFirst(path.key);
        }
        return JsonNodeFactory.instance.arrayNode(keys.size()).addAll(keys);
    }
}
