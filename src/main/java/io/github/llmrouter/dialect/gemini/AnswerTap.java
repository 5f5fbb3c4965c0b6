package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.dialect.BodyTap;

/** Overhears a whole answer. */
final class AnswerTap extends BodyTap {

    @Override
    protected boolean wants(String field) {
        return field.equals("usageMetadata") || field.equals("error");
    }

    @Override
    protected void seen(String field, JsonNode value) {
        if (field.equals("error")) {
            fault = FaultReader.of(500, JsonNodeFactory.instance.objectNode().set("error", value));
        } else {
            Counts counts = Counts.read(value, null);
            usage = counts == null ? null : counts.usage();
        }
    }
}
