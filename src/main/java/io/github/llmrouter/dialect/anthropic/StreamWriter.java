package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec.EventWriter;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Streams a message. {@code message_start} waits for the event after the start, which may count the input; {@code message_delta}
 * waits for the end, because some upstreams count last.
 */
final class StreamWriter implements EventWriter {

    private final Asked asked;
    private final OutputStream out;
    private final Losses losses;
    private final BlockWriter blocks;
    private Started started = new Started("", "", 0);
    private Finish finish = Finish.of(StopReason.STOP);
    private @Nullable Usage usage;
    private boolean begun;
    private boolean over;

    StreamWriter(Asked asked, OutputStream out, Losses losses) {
        this.asked = asked;
        this.out = out;
        this.losses = losses;
        this.blocks = new BlockWriter(asked, out, losses);
    }

    @Override
    public void write(Event event) throws IOException {
        if (over) {
            return;
        }
        switch (event) {
            case Started start -> started = start;
            case Counted counted -> {
                usage = counted.usage();
                begin();
            }
            case PartStarted part
            when part.candidate() == 0 -> {
                begin();
                blocks.start(part.head());
            }
            case Delta delta when delta.candidate() == 0 -> blocks.grow(delta.piece());
            case PartEnded part when part.candidate() == 0 -> blocks.end();
            case Finished finished when finished.candidate() == 0 -> finish = finished.finish();
            case Ended ended -> end();
            case Failed failed -> fail(failed.fault());
            case PartStarted other -> losses.dropped("candidates", Weight.SEMANTIC);
            case Delta other -> {}
            case PartEnded other -> {}
            case Finished other -> {}
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            Json start = Json.type("message_start").with("message", Envelope.opening(asked, started, usage));
            Frames.write(out, "message_start", start.node());
        }
    }

    private void end() throws IOException {
        if (finish.reason() == StopReason.ERROR) {
            fail(AnswerWriter.failure(finish.detail()));
            return;
        }
        begin();
        StopReasons.report(finish, losses);
        Json delta = Envelope.stopped(Json.object(), asked, finish, blocks.refusal(), blocks.calls());
        Json last = Json.type("message_delta").with("delta", delta).with("usage", Tokens.ofDelta(usage));
        Frames.write(out, "message_delta", last.node());
        Frames.write(out, "message_stop", Json.type("message_stop").node());
        over = true;
    }

    private void fail(Fault fault) throws IOException {
        Frames.write(out, "error", Faults.body(fault).node());
        over = true;
    }
}
