package io.github.llmrouter.dialect.plain;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Answers: {@code {"id", "model", "says", "why": "done", "tokens": {"in": 1, "out": 2}}}, at once or in pieces. */
final class PlainReader implements Codec.EventReader {

    static final Map<String, StopReason> WHY =
            Map.of("done", StopReason.STOP, "long", StopReason.LENGTH, "declined", StopReason.REFUSAL);

    private final Consumer<Event> out;
    private boolean started;
    private boolean speaking;
    private boolean over;

    PlainReader(Consumer<Event> out) {
        this.out = out;
    }

    @Override
    public void read(Frame frame) {
        try {
            read(Json.read(frame.data()));
        } catch (IOException e) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream sent what is no JSON"));
        }
    }

    void read(JsonNode piece) {
        if (over) {
            return;
        }
        if (piece.has("wrong")) {
            fail(Plain.fault(0, piece));
            return;
        }
        if (!started) {
            started = true;
            out.accept(new Event.Started(
                    piece.path("id").asText(""), piece.path("model").asText(""), 0));
        }
        say(piece.path("says").asText(""));
        JsonNode tokens = piece.path("tokens");
        if (tokens.isObject()) {
            out.accept(new Event.Counted(Usage.of(
                    tokens.path("in").asLong(), 0, 0, 0, tokens.path("out").asLong(), 0)));
        }
        if (piece.has("why")) {
            finish(WHY.getOrDefault(piece.path("why").asText(), StopReason.STOP));
        }
    }

    private void say(String words) {
        if (words.isEmpty()) {
            return;
        }
        if (!speaking) {
            speaking = true;
            out.accept(new Event.PartStarted(0, new Part.Text("")));
        }
        out.accept(new Event.Delta(0, new Event.Words(words)));
    }

    private void finish(StopReason reason) {
        if (speaking) {
            out.accept(new Event.PartEnded(0));
        }
        out.accept(new Event.Finished(0, Finish.of(reason)));
        out.accept(new Event.Ended());
        over = true;
    }

    @Override
    public void end() {
        fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer ended before it was complete"));
    }

    private void fail(Fault fault) {
        if (!over) {
            out.accept(new Event.Failed(fault));
            over = true;
        }
    }
}
