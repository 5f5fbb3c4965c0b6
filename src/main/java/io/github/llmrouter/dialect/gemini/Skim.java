package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Skims the chunks of a stream for what a tap must know, building no more of them than that. */
final class Skim {

    private static final ObjectReader VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private boolean content;
    private boolean complete;
    private @Nullable Fault fault;
    private @Nullable Counts counts;
    private @Nullable String model;
    private List<String> finishes = List.of();

    /** A chunk that nobody can read is the client's to judge: it got the bytes. */
    void chunk(byte[] data, int offset, int length) {
        try (JsonParser parser = Json.MAPPER.createParser(data, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                first = parser.nextToken();
            }
            if (first == JsonToken.START_OBJECT) {
                fields(parser);
            }
        } catch (IOException | RuntimeException e) {
            // Nothing to be learned from it.
        }
    }

    private void fields(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "candidates" -> candidates(parser);
                case "usageMetadata" -> counts = Counts.read(tree(parser), counts);
                case "promptFeedback" -> feedback(tree(parser));
                case "error" -> error(tree(parser));
                case "modelVersion" -> model = parser.getText();
                default -> parser.skipChildren();
            }
        }
    }

    private void candidates(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("finishReason") && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    complete = true;
                    content = true;
                    finishes = List.of(parser.getText());
                } else if (field.equals("content")) {
                    content |= value == JsonToken.START_OBJECT;
                }
                parser.skipChildren();
            }
        }
    }

    private void feedback(JsonNode feedback) {
        if (feedback.hasNonNull("blockReason")) {
            complete = true;
            content = true;
        }
    }

    private void error(JsonNode error) {
        if (!error.isNull()) {
            fault = FaultReader.of(500, JsonNodeFactory.instance.objectNode().set("error", error));
        }
    }

    private static JsonNode tree(JsonParser parser) throws IOException {
        return VALUE.readTree(parser);
    }

    boolean content() {
        return content;
    }

    boolean complete() {
        return complete && fault == null;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    @Nullable
    String model() {
        return model;
    }

    List<String> finishes() {
        return finishes;
    }

    @Nullable
    Usage usage() {
        return counts == null ? null : counts.usage();
    }
}
