package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.OpenAiWords;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a stream of chunks: the role first, one finish reason for each choice, usage only for who asked, the marker last. */
final class ChunkWriter implements Codec.EventWriter {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Asked asked;
    private final Wishes wishes;
    private final OutputStream out;
    private final Losses losses;
    private final Map<Integer, ChoiceWriter> choices = new TreeMap<>();
    private Heading heading;
    private @Nullable Usage usage;
    private boolean over;

    ChunkWriter(Asked asked, OutputStream out, Losses losses) {
        this.asked = asked;
        this.wishes = Wishes.of(asked);
        this.out = out;
        this.losses = losses;
        this.heading = Heading.of(asked, "", "", 0);
    }

    @Override
    public void write(Event event) throws IOException {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Started(String id, String model, long created) ->
                heading = Heading.of(asked, id, model, created);
            case Event.PartStarted(int candidate, var head) -> choice(candidate).start(head);
            case Event.Delta(int candidate, var piece) -> choice(candidate).grow(piece);
            case Event.PartEnded(int candidate) -> choice(candidate).endPart();
            case Event.Finished(int candidate, var finish)
            when finish.reason() == StopReason.ERROR -> fail(AnswerWriter.failure(finish.detail()));
            case Event.Finished(int candidate, var finish) -> choice(candidate).finish(finish);
            case Event.Counted counted -> usage = counted.usage();
            case Event.Ended ended -> end();
            case Event.Failed(var fault) -> fail(fault);
        }
    }

    private void fail(Fault fault) throws IOException {
        over = true;
        Frames.write(out, OpenAiWords.of(fault).body());
    }

    private ChoiceWriter choice(int candidate) {
        return choices.computeIfAbsent(
                candidate, index -> new ChoiceWriter(index, wishes.legacy(), losses, this::chunk));
    }

    private void chunk(Json choice) throws IOException {
        Json chunk = heading.on("chat.completion.chunk").with("choices", Stream.of(choice));
        if (wishes.usage()) {
            chunk.withNull("usage");
        }
        Frames.write(out, chunk.node());
    }

    private void end() throws IOException {
        over = true;
        if (wishes.usage() && usage != null) {
            Json last = heading.on("chat.completion.chunk")
                    .with("choices", Stream.of())
                    .with("usage", Tokens.write(usage))
                    .with("service_tier", usage.tier());
            Frames.write(out, last.node());
        }
        out.write(DONE);
    }
}
