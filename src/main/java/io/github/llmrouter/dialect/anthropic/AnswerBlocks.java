package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;

/** The content blocks that the finished parts of an answer become for a client of this dialect. */
final class AnswerBlocks {

    private final Losses losses;
    private final boolean thoughts;
    private final boolean nulls;

    AnswerBlocks(Asked asked, Losses losses) {
        this.losses = losses;
        this.thoughts = wantsThoughts(asked.chat().thinking());
        this.nulls = Envelope.wantsNulls(asked.ask());
    }

    /** Thought without a signature is only shown to those who asked for thought. */
    private static boolean wantsThoughts(Thinking thinking) {
        return thinking.mode() != null
                && thinking.mode() != Thinking.Mode.OFF
                && !Boolean.FALSE.equals(thinking.show());
    }

    boolean thoughts() {
        return thoughts;
    }

    Json emptyText() {
        Json block = Json.type("text").with("text", "");
        return nulls ? block.withNull("citations") : block;
    }

    static Json emptyThinking() {
        return Json.type("thinking").with("thinking", "").with("signature", "");
    }

    static Json emptyCall(Part.ToolCall call) {
        return Json.type("tool_use")
                .with("id", call.id())
                .with("name", call.name())
                .with("input", Json.object());
    }

    Stream<Json> of(Part part) {
        return switch (part) {
            case Part.Text text -> text(text.text(), text.citations());
            case Part.Refusal refusal -> text(refusal.text(), List.of());
            case Part.Reasoning reasoning -> reasoning(reasoning.visible(), reasoning.seal());
            case Part.ToolCall call -> call(call);
            case Part.ServerTool tool when tool.origin().equals(Anthropic.NAME) -> Stream.of(raw(tool.raw()));
            case Part.Opaque opaque when opaque.origin().equals(Anthropic.NAME) -> Stream.of(raw(opaque.raw()));
            case Part.Opaque opaque -> state(opaque.seal());
            case Part.ServerTool tool -> lost("server tool");
            case Part.Image image -> lost("image");
            case Part.Document document -> lost("document");
            case Part.Audio audio -> lost("audio");
            case Part.Video video -> lost("video");
            case Part.ToolResult result -> lost("tool result");
        };
    }

    private Stream<Json> text(String text, List<Citation> citations) {
        if (text.isEmpty()) {
            return Stream.empty();
        }
        Json block = Json.type("text").with("text", text);
        List<Citation> own = citations.stream().filter(Citations::writable).toList();
        if (own.size() < citations.size()) {
            losses.dropped("citations", Weight.HINT);
        }
        if (own.isEmpty()) {
            return Stream.of(nulls ? block.withNull("citations") : block);
        }
        return Stream.of(block.with("citations", own.stream().map(Citation::raw)));
    }

    Stream<Json> reasoning(String text, Seal seal) {
        boolean shown = !text.isEmpty() && (thoughts || seal.isPresent());
        return shown ? Stream.of(Seals.thinking(text, seal)) : state(seal);
    }

    /** State without any text. */
    static Stream<Json> state(Seal seal) {
        return seal.isPresent() ? Stream.of(Seals.thinking("", seal)) : Stream.empty();
    }

    private static Stream<Json> call(Part.ToolCall call) {
        return Stream.concat(
                stateOf(call), Stream.of(emptyCall(call).withRaw("input", Arguments.object(call.arguments()))));
    }

    static Stream<Json> stateOf(Part.ToolCall call) {
        return call.seal().isPresent() ? Stream.of(Seals.ofCall(call.id(), call.seal())) : Stream.empty();
    }

    private static Json raw(JsonNode raw) {
        Json block = Json.object();
        raw.properties().forEach(field -> block.with(field.getKey(), field.getValue()));
        return block;
    }

    private Stream<Json> lost(String what) {
        losses.dropped("answer: " + what, Weight.HINT);
        return Stream.empty();
    }
}
