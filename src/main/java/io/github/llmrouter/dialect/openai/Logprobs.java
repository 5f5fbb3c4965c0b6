package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Log probabilities of tokens. */
final class Logprobs {

    private Logprobs() {}

    /** Of the text or of the refusal, whichever there is. */
    static List<Logprob> read(JsonNode logprobs) {
        List<Logprob> read = new ArrayList<>();
        for (String of : new String[] {"content", "refusal"}) {
            logprobs.path(of).forEach(token -> read.add(one(token)));
        }
        return read;
    }

    private static Logprob one(JsonNode token) {
        List<Logprob> top = new ArrayList<>();
        token.path("top_logprobs").forEach(other -> top.add(one(other)));
        return new Logprob(token.path("token").asText(""), token.path("logprob").asDouble(0), top);
    }

    static Json write(List<Logprob> logprobs) {
        return Json.object()
                .with("content", logprobs.stream().map(Logprobs::token))
                .withNull("refusal");
    }

    private static Json token(Logprob token) {
        return bare(token).with("top_logprobs", token.top().stream().map(Logprobs::bare));
    }

    private static Json bare(Logprob token) {
        ArrayNode bytes = JsonNodeFactory.instance.arrayNode();
        for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xFF);
        }
        return Json.object()
                .with("token", token.token())
                .with("logprob", token.logprob())
                .with("bytes", bytes);
    }
}
