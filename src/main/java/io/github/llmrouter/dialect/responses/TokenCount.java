package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.wire.Json;

/** {@code input_tokens}. */
final class TokenCount implements Counting {

    @Override
    public ObjectNode ask(Chat chat, Aim aim, Losses losses) {
        return new RequestWriter(chat, aim, losses).writeCount();
    }

    @Override
    public long read(JsonNode body) {
        return body.path("input_tokens").asLong();
    }

    @Override
    public ObjectNode write(long tokens) {
        return Json.object()
                .with("object", "response.input_tokens")
                .with("input_tokens", tokens)
                .node();
    }
}
