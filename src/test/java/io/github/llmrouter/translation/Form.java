package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.Dialect;

/** The form that a dialect demands of what it is sent and of what it answers; each method throws an AssertionError that names the rule. */
interface Form {

    void request(JsonNode body);

    void answer(JsonNode body);

    /** @param failed whether the stream has to end with an error */
    void stream(byte[] bytes, boolean failed);

    void error(JsonNode body);

    static Form of(Dialect dialect) {
        return switch (dialect.name()) {
            case "openai" -> new ChatForm();
            case "openai-responses" -> new ResponsesForm();
            case "anthropic" -> new MessagesForm();
            default -> new GeminiForm();
        };
    }
}
