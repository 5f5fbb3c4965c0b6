package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.util.stream.Stream;

/**
 * The object in a {@code functionResponse}: the vendor reads {@code output} and {@code error}; without them the whole object is
 * the output.
 */
final class ToolResponses {

    private static final String OUTPUT = "output";
    private static final String ERROR = "error";

    private ToolResponses() {}

    static Json write(String text, boolean failed) {
        return Json.object().with(failed ? ERROR : OUTPUT, text);
    }

    static boolean failed(JsonNode response) {
        return only(response, ERROR);
    }

    static String text(JsonNode response) {
        return Stream.of(OUTPUT, ERROR)
                .filter(field -> only(response, field))
                .map(response::get)
                .map(value -> value.isTextual() ? value.textValue() : Json.text(value))
                .findFirst()
                .orElseGet(() -> response.isMissingNode() ? "" : Json.text(response));
    }

    private static boolean only(JsonNode response, String field) {
        return response.size() == 1 && response.has(field);
    }
}
