package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.llmrouter.dialect.BodyTap;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.wire.Json;

/** Overhears a whole answer. */
final class AnswerTap extends BodyTap {

    private JsonNode counted = MissingNode.getInstance();
    private JsonNode tier = MissingNode.getInstance();

    @Override
    protected boolean wants(String field) {
        return field.equals("usage") || field.equals("service_tier") || field.equals("error");
    }

    @Override
    protected void seen(String field, JsonNode value) {
        switch (field) {
            case "usage" -> counted = value;
            case "service_tier" -> tier = value;
            default ->
                fault = OpenAiFaults.inBand(Json.object().with(field, value).node());
        }
        usage = Tokens.read(counted, tier);
    }
}
