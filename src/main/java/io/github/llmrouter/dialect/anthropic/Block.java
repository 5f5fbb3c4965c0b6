package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import java.util.function.Consumer;

/** A content block of an answer while it grows into a part. */
abstract class Block {

    private final Consumer<Event> out;

    Block(Consumer<Event> out) {
        this.out = out;
    }

    static Block open(JsonNode block, Consumer<Event> out) {
        String type = block.path("type").asText();
        return switch (type) {
            case "text" -> new TextBlock(block, out);
            case "thinking" -> new ThinkingBlock(block, out);
            case "tool_use" -> new CallBlock(block, out);
            default -> new WholeBlock(block, out);
        };
    }

    /** False if the delta does not fit this kind of block. */
    abstract boolean grow(JsonNode delta);

    abstract void end();

    /** Whether the client is to run a tool. */
    boolean isCall() {
        return false;
    }

    final void start(Part head) {
        out.accept(new PartStarted(0, head));
    }

    final void piece(Piece piece) {
        out.accept(new Delta(0, piece));
    }

    final void words(String text) {
        if (!text.isEmpty()) {
            piece(new Words(text));
        }
    }

    final void ended() {
        out.accept(new PartEnded(0));
    }

    /** A block that only this vendor understands. */
    static Part vendors(String type, JsonNode raw) {
        return type.endsWith("_tool_use") || type.endsWith("_tool_result")
                ? new Part.ServerTool(Anthropic.NAME, raw)
                : new Part.Opaque(Anthropic.NAME, raw, Seal.NONE);
    }
}
