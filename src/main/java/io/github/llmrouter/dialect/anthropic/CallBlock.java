package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.wire.Json;
import java.util.function.Consumer;

/**
 * A tool call, or the call of the tool that stands for structured output: then its arguments are the text. The input at the start
 * is empty, or, from those who do not stream it, already all of it.
 */
final class CallBlock extends Block {

    private final JsonNode input;
    private final boolean call;
    private boolean streamed;

    CallBlock(JsonNode block, Consumer<Event> out) {
        super(out);
        this.input = block.path("input");
        this.call = !JsonOutput.isForced(block);
        start(
                call
                        ? new Part.ToolCall(
                                block.path("id").asText(), block.path("name").asText(), "")
                        : new Part.Text(""));
    }

    @Override
    boolean grow(JsonNode delta) {
        if (!delta.path("type").asText().equals("input_json_delta")) {
            return false;
        }
        String json = delta.path("partial_json").asText();
        streamed |= !json.isEmpty();
        words(json);
        return true;
    }

    @Override
    void end() {
        if (!streamed) {
            words(input.isMissingNode() || input.isNull() ? "{}" : Json.text(input));
        }
        ended();
    }

    @Override
    boolean isCall() {
        return call;
    }
}
