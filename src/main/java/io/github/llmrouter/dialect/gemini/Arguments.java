package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** A call's arguments as the object that Gemini wants, in their original spelling. */
final class Arguments {

    private Arguments() {}

    /** Null if the text is not JSON. What is JSON but no object is wrapped as {@code {"input":…}}. */
    static @Nullable JsonNode object(String arguments) {
        if (arguments.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode parsed = Json.read(arguments);
            return parsed.isObject() ? Json.raw(arguments) : wrapped(Json.raw(arguments));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** What a model wrote, even if it is not JSON. */
    static JsonNode any(String arguments) {
        JsonNode object = object(arguments);
        return object != null ? object : wrapped(JsonNodeFactory.instance.textNode(arguments));
    }

    static boolean isObject(String arguments) {
        try {
            return arguments.isBlank() || Json.read(arguments).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static JsonNode wrapped(JsonNode input) {
        return Json.object().with("input", input).node();
    }
}
