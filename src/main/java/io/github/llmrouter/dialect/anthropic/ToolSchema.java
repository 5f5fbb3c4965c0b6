package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;

/** stub */
final class ToolSchema {
    private ToolSchema() {}

    static JsonNode rooted(JsonNode schema) {
        return schema;
    }
}
