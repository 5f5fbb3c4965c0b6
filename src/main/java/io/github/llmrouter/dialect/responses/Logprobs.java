package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Log probabilities of tokens, as an {@code output_text} and its deltas carry them. */
final class Logprobs {

    private Logprobs() {}

    static List<Logprob> read(JsonNode array) {
        List<Logprob> read = new ArrayList<>();
        for (JsonNode token : array) {
            read.add(new Logprob(
                    token.path("token").asText(), token.path("logprob").asDouble(), read(token.path("top_logprobs"))));
        }
        return read;
    }

    static ArrayNode write(List<Logprob> logprobs) {
        return Json.array(logprobs.stream()
                .map(token ->
                        one(token).with("top_logprobs", token.top().stream().map(Logprobs::one))));
    }

    private static Json one(Logprob token) {
        return Json.object()
                .with("token", token.token())
                .with("bytes", bytes(token.token()))
                .with("logprob", token.logprob());
    }

    private static ArrayNode bytes(String token) {
        ArrayNode bytes = JsonNodeFactory.instance.arrayNode();
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xFF);
        }
        return bytes;
    }
}
