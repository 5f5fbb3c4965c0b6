package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;

/** Whole tool calls, as an answer and as the history of a conversation have them. */
final class Calls {

    private Calls() {}

    static Json whole(Part.ToolCall call) {
        Json written = Json.object().with("id", call.id());
        if (call.kind() == Tool.Kind.CUSTOM) {
            written.with("type", "custom")
                    .with("custom", Json.object().with("name", call.name()).with("input", call.arguments()));
        } else {
            written.with("type", "function").with("function", function(call));
        }
        return call.seal().isPresent() ? written.with("extra_content", ThoughtDetails.google(call.seal())) : written;
    }

    /** No arguments are an empty object. */
    static Json function(Part.ToolCall call) {
        return Json.object()
                .with("name", call.name())
                .with("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
    }
}
