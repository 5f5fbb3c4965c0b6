package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Codec.EventReader;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.util.function.Consumer;

/** Reads a streamed message, or a whole one as if it had been streamed. */
final class StreamReader implements EventReader {

    private final Consumer<Event> out;
    private final Losses losses;
    private final Blocks blocks;
    private final Tokens tokens = new Tokens();
    private JsonNode stop = MissingNode.getInstance();
    private String id = "";
    private boolean started;
    private boolean over;

    StreamReader(Consumer<Event> out, Losses losses) {
        this.out = out;
        this.losses = losses;
        this.blocks = new Blocks(out, losses);
    }

    @Override
    public void read(Frame frame) {
        if (over || frame.data().isBlank() || frame.done()) {
            return;
        }
        try {
            event(Json.read(frame.data()), frame.event());
        } catch (JsonProcessingException e) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream sent an event that is no JSON"));
        }
    }

    private void event(JsonNode event, String name) {
        switch (event.path("type").asText(name)) {
            case "message_start" -> start(event.path("message"));
            case "content_block_start", "content_block_delta", "content_block_stop" -> block(event);
            case "message_delta" -> delta(event);
            case "message_stop" -> finish();
            case "message" -> whole(event);
            default -> fault(event);
        }
    }

    /** A whole message. */
    void whole(JsonNode message) {
        if (message.path("error").isObject()) {
            fail(Faults.inBand(message));
        } else if (!message.path("content").isArray()) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer is not a message"));
        } else {
            start(message);
            if (!over) {
                stop = message;
                finish();
            }
        }
    }

    /** The second start of a spliced body is ignored as long as it starts the same message. */
    private void start(JsonNode message) {
        AnswerWords.message(message, losses);
        String other = message.path("id").asText("");
        if (started && blocks.any() && !other.equals(id)) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream began a second message inside the first"));
            return;
        }
        if (!started) {
            started = true;
            id = other;
            out.accept(new Started(id, message.path("model").asText(""), 0));
        }
        count(message.path("usage"));
        if (!blocks.any()) {
            message.path("content").forEach(blocks::whole);
        }
    }

    private void block(JsonNode event) {
        begin();
        blocks.event(event);
    }

    private void delta(JsonNode event) {
        AnswerWords.ending(event, losses);
        begin();
        if (event.path("delta").hasNonNull("stop_reason")) {
            stop = event.path("delta");
        }
        count(event.path("usage"));
    }

    private void begin() {
        if (!started) {
            started = true;
            out.accept(new Started("", "", 0));
        }
    }

    private void count(JsonNode usage) {
        AnswerWords.usage(usage, losses);
        tokens.see(usage);
        Usage now = tokens.usage();
        if (now != null && usage.isObject()) {
            out.accept(new Counted(now));
        }
    }

    private void finish() {
        begin();
        blocks.end();
        out.accept(new Finished(0, StopReasons.read(stop, blocks.calls(), losses)));
        out.accept(new Ended());
        over = true;
    }

    /** What is neither known nor an error is new, and not for us. */
    private void fault(JsonNode event) {
        String type = event.path("type").asText("");
        if (event.path("error").isObject()) {
            fail(Faults.inBand(event));
        } else if (!type.equals("ping") && !type.isEmpty()) {
            losses.unknown(type);
        }
    }

    private void fail(Fault fault) {
        out.accept(new Failed(fault));
        over = true;
    }

    @Override
    public void end() {
        if (!over) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream's stream ended before message_stop"));
        }
    }
}
