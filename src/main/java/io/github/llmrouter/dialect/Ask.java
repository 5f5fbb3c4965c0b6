package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the client put it: the parsed body and what stands outside of it.
 *
 * @param model from the body, or from Gemini's path
 * @param headers names in lower case, first value only; no credentials
 * @param query decoded parameters; no credentials
 */
public record Ask(
        Operation operation,
        String model,
        boolean stream,
        JsonNode body,
        Map<String, String> headers,
        Map<String, String> query) {

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public @Nullable String query(String name) {
        return query.get(name);
    }
}
