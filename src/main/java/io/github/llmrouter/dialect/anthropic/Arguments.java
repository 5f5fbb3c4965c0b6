package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tool arguments as the object that Anthropic demands. */
final class Arguments {

    private Arguments() {}

    /** What is no object becomes one with a single {@code input}: a model's own mistake must not fail its answer. */
    static String object(String arguments) {
        if (arguments.isBlank()) {
            return "{}";
        }
        JsonNode value = parsed(arguments);
        if (value != null && value.isObject()) {
            return arguments;
        }
        return "{\"input\":" + (value == null ? Json.text(text(arguments)) : arguments) + "}";
    }

    static boolean isObject(String arguments) {
        JsonNode value = parsed(arguments);
        return arguments.isBlank() || value != null && value.isObject();
    }

    static boolean isJson(String arguments) {
        return arguments.isBlank() || parsed(arguments) != null;
    }

    private static @Nullable JsonNode parsed(String arguments) {
        try {
            JsonNode value = Json.read(arguments);
            return value.isMissingNode() ? null : value;
        } catch (IOException e) {
            return null;
        }
    }

    private static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }
}
