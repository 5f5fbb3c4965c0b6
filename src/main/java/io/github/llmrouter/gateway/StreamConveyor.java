package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.translation.Bridge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** To a client that wants a stream: every event that arrives is written in the client's dialect and flushed with its batch. */
final class StreamConveyor extends Conveyor {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream(1024);
    private final Codec.EventWriter writer;
    private final Outlet outlet;
    private boolean told;

    StreamConveyor(
            Attempt attempt,
            Asked asked,
            Bridge bridge,
            Supplier<List<Map.Entry<String, String>>> headers,
            Losses losses) {
        super(attempt, asked, bridge, losses);
        Dialect dialect = attempt.call.dialect();
        this.writer = dialect.codec().eventWriter(asked, written, losses);
        this.outlet = new Outlet(
                attempt.stream(),
                attempt::claim,
                new ClientStream.Head(200, headers),
                dialect.framing(attempt.call.query()));
    }

    @Override
    void write(Event event) throws IOException {
        told |= event instanceof Failed;
        writer.write(event);
    }

    @Override
    void drained() throws ClientGoneException {
        if (written.size() == 0) {
            return;
        }
        byte[] bytes = written.toByteArray();
        written.reset();
        if (hasContent()) {
            outlet.write(bytes, 0, bytes.length);
        } else {
            outlet.hold(bytes, 0, bytes.length);
        }
    }

    @Override
    Outcome complete(@Nullable Usage usage) {
        try {
            outlet.finish();
            return new Outcome.Answered(usage);
        } catch (ClientGoneException e) {
            return new Outcome.Left(usage);
        }
    }

    @Override
    Outcome failed(Fault fault, @Nullable Usage usage) {
        if (!outlet.open()) {
            outlet.discard();
            return new Outcome.Refused(fault, null);
        }
        try {
            if (!told) {
                writer.write(new Failed(fault));
            }
            outlet.write(written.toByteArray(), 0, written.size());
            return new Outcome.Broken(fault, usage);
        } catch (IOException e) {
            return new Outcome.Left(usage);
        }
    }
}
