package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.dialect.StrictSchema;
import io.github.llmrouter.wire.Json;
import java.util.Optional;

/** Writes a request for an upstream. */
final class RequestWriter {

    private RequestWriter() {}

    static ObjectNode write(Chat chat, Upstream upstream, Losses losses) {
        Json body = Json.object().with("model", upstream.model());
        body.with("messages", MessageWriter.write(chat, upstream, losses).stream());
        new ToolWriter(chat, upstream, losses).write(body);
        new SettingsWriter(chat.settings(), upstream, losses, body).write();
        output(chat.output(), losses, body);
        ThinkingWriter.write(chat.thinking(), upstream, losses, body);
        if (chat.stream()) {
            body.with("stream", true);
            if (upstream.streamUsage()) {
                body.with("stream_options", Json.object().with("include_usage", true));
            }
        }
        return body.node();
    }

    private static void output(Output output, Losses losses, Json body) {
        switch (output) {
            case Output.Text text -> {}
            case Output.AnyJson json -> body.with("response_format", Json.type("json_object"));
            case Output.Schema schema ->
                body.with("response_format", Json.type("json_schema").with("json_schema", schema(schema, losses)));
        }
    }

    private static Json schema(Output.Schema schema, Losses losses) {
        boolean wanted = Boolean.TRUE.equals(schema.strict());
        Optional<JsonNode> strict = wanted ? StrictSchema.of(schema.schema()) : Optional.empty();
        if (wanted && strict.isEmpty()) {
            losses.changed("response_format.strict", "true>false", Weight.SEMANTIC);
        }
        String name = schema.name().replaceAll("[^A-Za-z0-9_-]", "_");
        Boolean flag = schema.strict() == null ? null : Boolean.valueOf(strict.isPresent());
        return Json.object()
                .with("name", name.isEmpty() ? "response" : name.substring(0, Math.min(64, name.length())))
                .with("description", schema.description())
                .with("schema", strict.orElse(schema.schema()))
                .with("strict", flag);
    }
}
