package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Streams the content blocks: dense indexes, one block open at a time, never an empty text block, at most one signature. Used by
 * one thread.
 */
final class BlockWriter {

    /** How a part is streamed. */
    private enum Manner {
        TEXT,
        REFUSAL,
        THOUGHT,
        CALL,
        WHOLE
    }

    private final OutputStream out;
    private final AnswerBlocks blocks;
    private final Losses losses;
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder unshown = new StringBuilder();
    private Part head = new Part.Text("");
    private Manner manner = Manner.TEXT;
    private Seal seal = Seal.NONE;
    private int index = -1;
    private boolean open;
    private boolean grown;
    private boolean calls;
    private boolean between;

    BlockWriter(Asked asked, OutputStream out, Losses losses) {
        this.out = out;
        this.blocks = new AnswerBlocks(asked, losses);
        this.losses = losses;
    }

    /** Whether the client was asked to run a tool. */
    boolean calls() {
        return calls;
    }

    /** The model's words for declining, null if it did not. */
    @Nullable
    String refusal() {
        return refusal.isEmpty() ? null : refusal.toString();
    }

    void start(Part part) throws IOException {
        head = part;
        seal = Seal.NONE;
        grown = false;
        between = false;
        manner = Manner.WHOLE;
        switch (part) {
            case Part.Text text -> {
                start(Manner.TEXT, text.text());
                for (Citation citation : text.citations()) {
                    cite(citation);
                }
            }
            case Part.Refusal declined -> start(Manner.REFUSAL, declined.text());
            case Part.Reasoning reasoning -> {
                seal = reasoning.seal();
                start(Manner.THOUGHT, reasoning.visible());
            }
            case Part.ToolCall call -> {
                calls = true;
                whole(AnswerBlocks.stateOf(call));
                open(AnswerBlocks.emptyCall(call));
                start(Manner.CALL, call.arguments());
            }
            case Part.Opaque opaque -> seal = opaque.seal();
            case Part.ServerTool whole -> {}
            case Part.Image whole -> {}
            case Part.Document whole -> {}
            case Part.Audio whole -> {}
            case Part.Video whole -> {}
            case Part.ToolResult whole -> {}
        }
    }

    private void start(Manner manner, String text) throws IOException {
        this.manner = manner;
        words(text);
    }

    void grow(Piece piece) throws IOException {
        switch (piece) {
            case Words more -> words(more.text());
            case NextSummary next -> between = grown;
            case Sealed sealed -> seal = sealed.seal();
            case Cited cited -> cite(cited.citation());
            case Scored scored -> losses.dropped("logprobs", Weight.HINT);
        }
    }

    private void words(String text) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        switch (manner) {
            case TEXT -> text(text);
            case REFUSAL -> {
                refusal.append(text);
                text(text);
            }
            case THOUGHT -> thought(between ? "\n\n" + text : text);
            case CALL -> delta(Json.type("input_json_delta").with("partial_json", text));
            case WHOLE -> {}
        }
        between = false;
        grown = true;
    }

    private void text(String text) throws IOException {
        if (!open) {
            open(blocks.emptyText());
        }
        delta(Json.type("text_delta").with("text", text));
    }

    /** Whether unasked thought is shown depends on the signature, which comes last. */
    private void thought(String text) throws IOException {
        if (!blocks.thoughts()) {
            unshown.append(text);
            return;
        }
        if (!open) {
            open(AnswerBlocks.emptyThinking());
        }
        delta(Json.type("thinking_delta").with("thinking", text));
    }

    private void cite(Citation citation) throws IOException {
        if (open && Citations.writable(citation)) {
            delta(Json.type("citations_delta").with("citation", citation.raw()));
        } else {
            losses.dropped("citations", Weight.HINT);
        }
    }

    void end() throws IOException {
        switch (manner) {
            case TEXT, REFUSAL -> close();
            case THOUGHT -> endThought();
            case CALL -> endCall(((Part.ToolCall) head).id());
            case WHOLE -> whole(blocks.of(head instanceof Part.Opaque opaque ? sealed(opaque) : head));
        }
    }

    private Part sealed(Part.Opaque opaque) {
        return new Part.Opaque(opaque.origin(), opaque.raw(), seal);
    }

    private void endThought() throws IOException {
        if (open) {
            sign(Seals.signatureOf(seal));
            close();
        } else {
            whole(blocks.reasoning(unshown.toString(), seal));
            unshown.setLength(0);
        }
    }

    private void sign(String signature) throws IOException {
        if (!signature.isEmpty()) {
            delta(Json.type("signature_delta").with("signature", signature));
        }
    }

    /** Some clients parse what was streamed, so a call without arguments streams an empty object. */
    private void endCall(String id) throws IOException {
        if (!grown) {
            delta(Json.type("input_json_delta").with("partial_json", "{}"));
        }
        close();
        if (seal.isPresent()) {
            whole(Stream.of(Seals.ofCall(id, seal)));
        }
    }

    private void whole(Stream<Json> complete) throws IOException {
        for (Json block : complete.toList()) {
            if (block.node().path("type").asText().equals("thinking")) {
                open(AnswerBlocks.emptyThinking());
                String text = block.node().path("thinking").asText();
                if (!text.isEmpty()) {
                    delta(Json.type("thinking_delta").with("thinking", text));
                }
                sign(block.node().path("signature").asText());
            } else {
                open(block);
            }
            close();
        }
    }

    private void open(Json block) throws IOException {
        index++;
        open = true;
        event("content_block_start", "content_block", block);
        if (index == 0) {
            Frames.write(out, "ping", Json.type("ping").node());
        }
    }

    private void delta(Json delta) throws IOException {
        event("content_block_delta", "delta", delta);
    }

    private void close() throws IOException {
        if (open) {
            open = false;
            Json stop = Json.type("content_block_stop").with("index", index);
            Frames.write(out, "content_block_stop", stop.node());
        }
    }

    private void event(String type, String field, Json value) throws IOException {
        Json event = Json.type(type).with("index", index).with(field, value);
        Frames.write(out, type, event.node());
    }
}
