package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A block that becomes a part only when it is complete. */
final class WholeBlock extends Block {
    private final ObjectNode raw;
    private final StringBuilder input = new StringBuilder();

    WholeBlock(JsonNode block, Consumer<Event> out) {
        super(out);
        this.raw = block.isObject() ? block.deepCopy() : Json.object().node();
    }

    @Override
    boolean grow(JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "input_json_delta" -> input.append(delta.path("partial_json").asText());
            case "compaction_delta" ->
                raw.put(
                        "content",
                        raw.path("content").asText("") + delta.path("content").asText(""));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    void end() {
        if (!input.isEmpty()) {
            raw.set("input", parsed(input.toString()));
        }
        start(part());
        ended();
    }

    private Part part() {
        String type = raw.path("type").asText();
        return type.equals("redacted_thinking")
                ? new Part.Reasoning(
                        "", List.of(), Seals.redacted(raw.path("data").asText()))
                : vendors(type, raw);
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            return TextNode.valueOf(json);
        }
    }
}
