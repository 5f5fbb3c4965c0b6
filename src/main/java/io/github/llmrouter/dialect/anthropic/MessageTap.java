package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.BodyTap;
import io.github.llmrouter.wire.Json;

/** Overhears a whole message. */
final class MessageTap extends BodyTap {

    @Override
    protected boolean wants(String field) {
        return field.equals("usage") || field.equals("error");
    }

    @Override
    protected void seen(String field, JsonNode value) {
        if (field.equals("error") && value.isObject()) {
            fault = Faults.inBand(Json.object().with("error", value).node());
        } else if (value.isObject()) {
            Tokens tokens = new Tokens();
            tokens.see(value);
            usage = tokens.usage();
        }
    }
}
