package io.github.llmrouter.dialect.plain;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.BodyTap;
import io.github.llmrouter.dialect.SseTap;
import java.io.IOException;

/** Overhears streams. */
final class PlainTap extends SseTap {

    @Override
    protected void frame(byte[] data, int length) throws IOException {
        JsonNode piece = tree(data, length);
        content |= piece.has("says") || piece.has("why");
        complete |= piece.has("why");
        if (piece.has("wrong")) {
            fault = Plain.fault(0, piece);
        }
        if (piece.has("tokens")) {
            usage = usage(piece.get("tokens"));
        }
    }

    private static Usage usage(JsonNode tokens) {
        return Usage.of(tokens.path("in").asLong(), 0, 0, 0, tokens.path("out").asLong(), 0);
    }

    /** Overhears whole answers. */
    static final class Whole extends BodyTap {

        @Override
        protected boolean wants(String field) {
            return field.equals("tokens");
        }

        @Override
        protected void seen(String field, JsonNode value) {
            usage = PlainTap.usage(value);
        }
    }
}
