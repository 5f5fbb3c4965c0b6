package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;

/**
 * How the client wants its answer.
 *
 * @param thoughts whether it asked for thoughts
 * @param quoted whether it asked for one of several words ({@code text/x.enum}), which other vendors give as a JSON string
 */
record Style(boolean thoughts, boolean quoted) {

    static Style of(Asked asked) {
        JsonNode body = asked.ask().body();
        JsonNode config = body.has("generationConfig") ? body.get("generationConfig") : body.path("generation_config");
        String type = config.path("responseMimeType")
                .asText(config.path("response_mime_type").asText(""));
        return new Style(Boolean.TRUE.equals(asked.chat().thinking().show()), type.equals(ConfigReader.ENUM));
    }

    static String unquoted(String text) {
        try {
            JsonNode value = Json.read(text);
            return value.isTextual() ? value.textValue() : text;
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
