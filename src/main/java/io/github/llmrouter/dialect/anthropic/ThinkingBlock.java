package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import java.util.List;
import java.util.function.Consumer;

/** Thought, and at its end the signature. */
final class ThinkingBlock extends Block {
    ThinkingBlock(JsonNode block, Consumer<Event> out) {
        super(out);
        start(new Part.Reasoning("", List.of(), Seal.NONE));
        words(block.path("thinking").asText());
        sign(block.path("signature").asText());
    }

    private void sign(String signature) {
        if (!signature.isEmpty()) {
            piece(new Sealed(Seals.signature(signature)));
        }
    }

    @Override
    boolean grow(JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "thinking_delta" -> words(delta.path("thinking").asText());
            case "signature_delta" -> sign(delta.path("signature").asText());
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    void end() {
        ended();
    }
}
