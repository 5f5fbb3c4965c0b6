package io.github.llmrouter.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The form that the answer must take. */
public sealed interface Output {

    Output TEXT = new Text();

    record Text() implements Output {}

    /** Any JSON object. */
    record AnyJson() implements Output {}

    record Schema(
            String name,
            @Nullable String description,
            JsonNode schema,
            @Nullable Boolean strict) implements Output {}
}
