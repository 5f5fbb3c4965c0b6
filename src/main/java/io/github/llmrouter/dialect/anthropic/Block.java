package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
            case "text" -> new Text(block, out);
            case "thinking" -> new Thinking(block, out);
            case "tool_use" -> JsonOutput.isForced(block) ? new ForcedJson(block, out) : new Call(block, out);
            default -> new Whole(block, out);
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

    /** Visible text. Its citations wait for its end: they span all of it. */
    private static final class Text extends Block {
        private final List<JsonNode> citations = new ArrayList<>();
        private int length;

        Text(JsonNode block, Consumer<Event> out) {
            super(out);
            start(new Part.Text(""));
            add(block.path("text").asText());
            block.path("citations").forEach(citations::add);
        }

        private void add(String text) {
            length += text.codePointCount(0, text.length());
            words(text);
        }

        @Override
        boolean grow(JsonNode delta) {
            switch (delta.path("type").asText()) {
                case "text_delta" -> add(delta.path("text").asText());
                case "citations_delta" -> citations.add(delta.path("citation"));
                default -> {
                    return false;
                }
            }
            return true;
        }

        @Override
        void end() {
            citations.forEach(raw -> piece(new Cited(Citations.read(raw, length))));
            ended();
        }
    }

    /** Thought, and at its end the signature. */
    private static final class Thinking extends Block {
        Thinking(JsonNode block, Consumer<Event> out) {
            super(out);
            start(new Part.Reasoning("", List.of(), Seal.NONE));
            words(block.path("thinking").asText());
            sign(block.path("signature").asText());
        }

        private void sign(String signature) {
            if (!signature.isEmpty()) {
                piece(new Sealed(Seals.signature(signature)));
            }
        }

        @Override
        boolean grow(JsonNode delta) {
            switch (delta.path("type").asText()) {
                case "thinking_delta" -> words(delta.path("thinking").asText());
                case "signature_delta" -> sign(delta.path("signature").asText());
                default -> {
                    return false;
                }
            }
            return true;
        }

        @Override
        void end() {
            ended();
        }
    }

    /** A tool call. The input at the start is empty, or, from those who do not stream it, already all of it. */
    private static class Call extends Block {
        private final JsonNode input;
        private boolean streamed;

        Call(JsonNode block, Consumer<Event> out) {
            super(out);
            this.input = block.path("input");
            start(head(block));
        }

        Part head(JsonNode block) {
            return new Part.ToolCall(
                    block.path("id").asText(), block.path("name").asText(), "");
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
            return true;
        }
    }

    /** The call of the tool that stands for structured output: its arguments are the text. */
    private static final class ForcedJson extends Call {
        ForcedJson(JsonNode block, Consumer<Event> out) {
            super(block, out);
        }

        @Override
        Part head(JsonNode block) {
            return new Part.Text("");
        }

        @Override
        boolean isCall() {
            return false;
        }
    }

    /** A block that becomes a part only when it is complete. */
    private static final class Whole extends Block {
        private final ObjectNode raw;
        private final StringBuilder input = new StringBuilder();

        Whole(JsonNode block, Consumer<Event> out) {
            super(out);
            this.raw = block.isObject() ? block.deepCopy() : Json.object().node();
        }

        @Override
        boolean grow(JsonNode delta) {
            switch (delta.path("type").asText()) {
                case "input_json_delta" ->
                    input.append(delta.path("partial_json").asText());
                case "compaction_delta" ->
                    raw.put(
                            "content",
                            raw.path("content").asText("")
                                    + delta.path("content").asText(""));
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

    /** A block that only this vendor understands. */
    static Part vendors(String type, JsonNode raw) {
        return type.endsWith("_tool_use") || type.endsWith("_tool_result")
                ? new Part.ServerTool(Anthropic.NAME, raw)
                : new Part.Opaque(Anthropic.NAME, raw, Seal.NONE);
    }
}
