package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.wire.Json;

/** {@code countTokens}. */
final class TokenCount implements Counting {

    @Override
    public ObjectNode ask(Chat chat, Aim aim, Losses losses) {
        ObjectNode request = new RequestWriter(chat, aim, losses).write();
        return Traits.of(aim).vertex()
                ? request.retain("contents", "systemInstruction", "tools", "generationConfig")
                : Json.object()
                        .with("generateContentRequest", named(aim.model(), request))
                        .node();
    }

    /** Without its instructions and tools a request would count too little: the API takes those only in this form. */
    private static ObjectNode named(String model, ObjectNode request) {
        ObjectNode named = Json.object().with("model", Paths.resource(model)).node();
        return named.setAll(request);
    }

    @Override
    public long read(JsonNode body) {
        return body.path("totalTokens").asLong();
    }

    @Override
    public ObjectNode write(long tokens) {
        return Json.object().with("totalTokens", tokens).node();
    }
}
