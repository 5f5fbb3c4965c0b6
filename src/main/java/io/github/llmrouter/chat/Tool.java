package io.github.llmrouter.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What the model may call. */
public sealed interface Tool {

    /** How a call's arguments are spelled. */
    enum Kind {
        /** JSON. */
        FUNCTION,
        /** Free text, perhaps bound by a grammar. */
        CUSTOM
    }

    String name();

    /**
     * A function that the client runs.
     *
     * @param schema JSON Schema of the arguments, null for none
     * @param strict null if the client said nothing
     * @param raw the client's own object where it carries more (examples, deferred loading), else null
     */
    record Function(
            String name,
            @Nullable String description,
            @Nullable JsonNode schema,
            @Nullable Boolean strict,
            @Nullable CacheMark cache,
            @Nullable JsonNode raw)
            implements Tool {}

    /** A freeform tool: its input is text. {@code format} is OpenAI's format object, null for plain text. */
    record Custom(
            String name,
            @Nullable String description,
            @Nullable JsonNode format) implements Tool {}

    /** A tool that the vendor runs, or whose schema only the vendor knows. */
    record BuiltIn(
            String name,
            String origin,
            JsonNode raw,
            @Nullable Ability ability) implements Tool {}

    /** Built-in tools that more than one vendor has. */
    enum Ability {
        WEB_SEARCH,
        URL_FETCH,
        CODE
    }
}
