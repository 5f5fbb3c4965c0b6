package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of chunks, as server-sent events or as one JSON array. The reasons to stop wait for the end: they stand in the
 * last chunk, with the usage, and nothing follows. Used by one thread.
 */
final class ChunkWriter implements Codec.EventWriter {

    private static final Event.Finish STOPPED = Event.Finish.of(StopReason.STOP);

    private final Asked asked;
    private final OutputStream out;
    private final Losses losses;
    private final boolean sse;
    private final Style style;
    private final SortedMap<Integer, CandidateWriter> candidates = new TreeMap<>();
    private final SortedMap<Integer, Event.Finish> finishes = new TreeMap<>();
    private String id = "";
    private String model = "";
    private @Nullable Usage usage;
    private boolean begun;

    ChunkWriter(Asked asked, OutputStream out, Losses losses) {
        this.asked = asked;
        this.out = out;
        this.losses = losses;
        this.sse = Paths.sse(asked.ask().query());
        this.style = Style.of(asked);
    }

    @Override
    public void write(Event event) throws IOException {
        try {
            take(event);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void take(Event event) throws IOException {
        switch (event) {
            case Event.Started started -> {
                id = asked.ids().apply(started.id());
                model = asked.model().isEmpty() ? started.model() : asked.model();
            }
            case Event.PartStarted(int candidate, var head) -> at(candidate).start(head);
            case Event.Delta(int candidate, Event.Piece piece) -> at(candidate).delta(piece);
            case Event.PartEnded(int candidate) -> at(candidate).end();
            case Event.Finished(int candidate, Event.Finish finish) -> {
                at(candidate);
                finishes.put(candidate, finish);
            }
            case Event.Counted counted -> usage = counted.usage();
            case Event.Ended ended -> end();
            case Event.Failed failed -> {
                send(FaultWriter.write(failed.fault()).body());
                close();
            }
        }
    }

    private CandidateWriter at(int candidate) {
        return candidates.computeIfAbsent(candidate, index -> new CandidateWriter(style, sink(index), losses));
    }

    private CandidateWriter.Sink sink(int index) {
        return new CandidateWriter.Sink() {
            @Override
            public void part(ObjectNode part) {
                chunk(Stream.of(Json.object().with("content", content(part)).with("index", index)), null);
            }

            @Override
            public void beside(Json fields) {
                chunk(Stream.of(fields.with("index", index)), null);
            }

            @Override
            public boolean waits() {
                return false;
            }
        };
    }

    private static Json content(ObjectNode part) {
        return Json.object().with("parts", Stream.of(part)).with("role", "model");
    }

    /** The vendor's own last chunk has an empty text where there was content before. */
    private void end() throws IOException {
        at(candidates.isEmpty() ? 0 : candidates.firstKey());
        chunk(
                candidates.entrySet().stream().map(entry -> last(entry.getKey(), entry.getValue())).toList().stream(),
                usage);
        close();
    }

    private Json last(int index, CandidateWriter writer) {
        Json finish = writer.finish(finishes.getOrDefault(index, STOPPED));
        Json last = Json.object();
        if (writer.any()) {
            last.with("content", content(Json.object().with("text", "").node()));
        }
        Stream.of(finish, writer.rest())
                .forEach(fields ->
                        fields.node().properties().forEach(field -> last.with(field.getKey(), field.getValue())));
        return last.with("index", index);
    }

    private void chunk(Stream<Json> said, @Nullable Usage counted) {
        Json chunk = Json.object()
                .with("candidates", said)
                .with("usageMetadata", counted == null ? null : Counts.write(counted))
                .with("modelVersion", model.isEmpty() ? null : model)
                .with("responseId", id.isEmpty() ? null : id);
        try {
            send(chunk.node());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(ObjectNode chunk) throws IOException {
        if (sse) {
            Frames.writeCrlf(out, chunk);
            return;
        }
        out.write((begun ? ",\r\n" : "[").getBytes(StandardCharsets.US_ASCII));
        out.write(Json.bytes(chunk));
        begun = true;
    }

    private void close() throws IOException {
        if (!sse) {
            out.write('\n');
            out.write(']');
        }
    }
}
