package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The content blocks of one answer, turned into parts one after the other. The vendor never lets blocks overlap; imitators do,
 * so events of another block than the open one wait until that one stops. Used by one thread.
 */
final class Blocks {

    private final Consumer<Event> out;
    private final Losses losses;
    private final Deque<JsonNode> held = new ArrayDeque<>();
    private @Nullable Block live;
    private int index;
    private boolean any;
    private boolean calls;

    Blocks(Consumer<Event> out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    /** Whether any block has been seen. */
    boolean any() {
        return any;
    }

    /** Whether the client is to run a tool. */
    boolean calls() {
        return calls;
    }

    /** A block that is already complete. */
    void whole(JsonNode block) {
        open(block, -1);
        close();
    }

    /** {@code content_block_start}, {@code _delta} or {@code _stop}. */
    void event(JsonNode event) {
        int at = event.path("index").asInt(index);
        if (live != null && at != index) {
            held.add(event);
            return;
        }
        switch (event.path("type").asText()) {
            case "content_block_start" -> open(event.path("content_block"), at);
            case "content_block_delta" -> grow(event.path("delta"), at);
            default -> {
                close();
                release();
            }
        }
    }

    /** The message is over: what nobody stopped stops now. */
    void end() {
        while (live != null) {
            close();
            release();
        }
    }

    private Block open(JsonNode block, int at) {
        close();
        any = true;
        index = at;
        AnswerWords.block(block, losses);
        Block opened = Block.open(block, out);
        calls |= opened.isCall();
        live = opened;
        return opened;
    }

    /** A delta that does not fit begins a block of its own, if it says which. */
    private void grow(JsonNode delta, int at) {
        if (live != null && live.grow(delta)) {
            return;
        }
        String type = delta.path("type").asText();
        if (type.equals("text_delta") || type.equals("thinking_delta")) {
            open(Json.type(type.substring(0, type.indexOf('_'))).node(), at).grow(delta);
        } else {
            losses.unknown("delta." + type);
        }
    }

    private void close() {
        if (live != null) {
            live.end();
            live = null;
        }
    }

    private void release() {
        while (live == null && !held.isEmpty()) {
            List<JsonNode> waiting = new ArrayList<>(held);
            held.clear();
            waiting.forEach(this::event);
        }
    }
}
