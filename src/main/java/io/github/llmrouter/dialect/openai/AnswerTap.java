package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.BodyTap;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** Overhears a whole answer, of chat or embeddings. */
final class AnswerTap extends BodyTap {

    private @Nullable JsonNode counted;
    private @Nullable JsonNode tier;

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
