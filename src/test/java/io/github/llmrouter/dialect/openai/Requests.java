package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Reads and writes requests for tests. JSON is given with single quotes. */
final class Requests {

    static final String OPENAI = "https://api.openai.com/v1";
    static final String OTHER = "https://llm.example/v1";

    private Requests() {}

    static JsonNode json(String quoted) {
        try {
            return Json.read(quoted.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(quoted, e);
        }
    }

    static Chat read(String quoted, Losses losses) {
        JsonNode body = json(quoted);
        return Answers.CODEC.readRequest(
                new Ask(Operation.GENERATE, "m", body.path("stream").asBoolean(false), body, Map.of(), Map.of()),
                losses);
    }

    static Chat read(String quoted) {
        return read(quoted, new Losses());
    }

    static Aim aim(String base, String model) {
        return new Aim(model, URI.create(base), null, Map.of());
    }

    static JsonNode write(Chat chat, Aim aim, Losses losses) {
        return reparsed(Answers.CODEC.writeRequest(chat, aim, losses));
    }

    static JsonNode write(Chat chat, Aim aim) {
        return write(chat, aim, new Losses());
    }

    private static JsonNode reparsed(JsonNode node) {
        try {
            return Json.read(Json.bytes(node));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
