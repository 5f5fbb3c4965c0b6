package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;

/** Requests for tests. */
final class Questions {

    private Questions() {}

    static JsonNode json(String text) {
        try {
            return Json.read(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written and read again, so that equal numbers are equal nodes. */
    static JsonNode wired(JsonNode node) {
        try {
            return Json.read(Json.bytes(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ask ask(JsonNode body) {
        return new Ask(
                Operation.GENERATE,
                body.path("model").asText("m"),
                body.path("stream").asBoolean(),
                body,
                Map.of(),
                Map.of());
    }

    /** @param body with apostrophes for quotation marks */
    static Asked asked(String body) {
        Ask ask = ask(json(body));
        return new Asked(
                ask,
                new Responses().codec().readRequest(ask, new Losses()),
                "",
                1_700_000_000,
                id -> "Z".repeat(20) + String.format("%04d", Math.floorMod(id.hashCode(), 10_000)));
    }

    static Aim aim(String model, String... quirks) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < quirks.length; i += 2) {
            map.put(quirks[i], quirks[i + 1]);
        }
        return new Aim(model, URI.create("https://api.openai.com/v1"), null, map);
    }
}
