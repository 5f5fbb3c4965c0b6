package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.anthropic.Grammar;
import io.github.llmrouter.dialect.openai.ChunkGrammar;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be true of every recorded stream in every other dialect. {@code -Dinvariants=all} cuts larger streams at every byte and
 * breaks them off after every event. */
class StreamLawsTest {

    /** Streams of up to this many bytes are cut everywhere, others at random places. */
    private static final int SMALL = all() ? 20_000 : 2_000;

    /** At so many places a stream is broken off, if it has as many events. */
    private static final int BREAKS = all() ? Integer.MAX_VALUE : 40;

    private static final int CUTS = 200;

    static Stream<Recorded> streams() {
        return all(Recorded.streams()).stream().filter(Recorded::streamed);
    }

    static Stream<Pair> pairs() {
        return Pair.of(streams().toList());
    }

    static Stream<Pair> answers() {
        return Pair.of(all(Recorded.answers()));
    }

    private static List<Recorded> all(List<Recorded> usual) {
        return Stream.concat(usual.stream(), Recorded.odd().stream()).toList();
    }

    /** Invariant 1. */
    @ParameterizedTest
    @MethodSource("streams")
    void whereTheBytesAreCutDoesNotMatter(Recorded recorded) throws IOException {
        byte[] bytes = recorded.bytes();
        List<Frame> whole = Crossing.frames(bytes);
        IntStream cuts = bytes.length < SMALL
                ? IntStream.range(1, bytes.length)
                : new Random(recorded.name().hashCode()).ints(CUTS, 1, bytes.length);
        for (int cut : cuts.toArray()) {
            List<Frame> frames = new ArrayList<>();
            FrameReader reader = new FrameReader(frames::add);
            reader.read(Arrays.copyOf(bytes, cut));
            reader.read(Arrays.copyOfRange(bytes, cut, bytes.length));
            reader.end();
            assertThat(frames).as("cut at %d", cut).isEqualTo(whole);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Event> events = recorded.events();
        String windows = text.replaceAll("\r?\n", "\r\n");
        assertThat(Crossing.read(recorded.dialect(), windows.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(events);
        assertThat(Crossing.read(recorded.dialect(), text.strip().getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(events);
    }

    /** Invariants 2 to 5. */
    @ParameterizedTest
    @MethodSource("answers")
    void everyStreamKeepsTheVendorsGrammar(Pair pair) throws IOException {
        List<Event> events = pair.events();
        check(pair.client(), pair.stream(events), events.getLast() instanceof Event.Failed);
    }

    private static void check(Dialect client, byte[] stream, boolean failed) throws IOException {
        Form.of(client).stream(stream, failed);
        String text = new String(stream, StandardCharsets.UTF_8);
        switch (client.name()) {
            case "openai" -> ChunkGrammar.check(text, true, !failed);
            case "openai-responses" -> io.github.llmrouter.dialect.responses.Grammar.check(Crossing.frames(stream));
            case "anthropic" -> Grammar.check(stream);
            case "gemini" ->
                assertThat(text).doesNotContain("\nevent:", "[DONE]").endsWith("\r\n\r\n");
            default -> throw new IllegalStateException(client.name());
        }
    }

    /** Invariant 24: wherever the source breaks off, all before is passed on and nobody takes it for complete. */
    @ParameterizedTest
    @MethodSource("pairs")
    void streamThatBreaksOffNeverEndsWell(Pair pair) throws IOException {
        List<Frame> frames = Crossing.frames(pair.recorded().bytes());
        int end = terminal(pair.recorded(), frames);
        int step = Math.max(1, end / BREAKS);
        for (int cut = 0; cut <= end; cut += step) {
            List<Event> source = Crossing.read(pair.recorded().dialect(), frames.subList(0, cut));
            List<Event> events = pair.crossing().back(source);
            assertThat(events.getLast()).as("after %d frames", cut).isInstanceOf(Event.Failed.class);
            byte[] stream = pair.stream(events);
            if (events.size() > 1) {
                check(pair.client(), stream, true);
            }
            List<Event> seen = Crossing.read(pair.client(), stream);
            assertThat(seen.getLast()).as("after %d frames", cut).isInstanceOf(Event.Failed.class);
            assertThat(Heard.in(seen)).as("after %d frames", cut).isEqualTo(Heard.in(events));
            assertThat(said(seen, pair.client()))
                    .as("after %d frames", cut)
                    .isEqualTo(said(complete(events, pair.client()), pair.client()));
        }
    }

    private static boolean all() {
        return "all".equals(System.getProperty("invariants"));
    }

    /** The parts that came before it failed. */
    private static List<Sketch.Piece> said(List<Event> events, Dialect client) {
        Fold fold = new Fold();
        events.stream().filter(event -> !(event instanceof Event.Failed)).forEach(fold::add);
        return Sketch.of(fold.answer()).in(client).parts();
    }

    /** Gemini gives a call whole or not at all: one that broke off was never given. */
    private static List<Event> complete(List<Event> events, Dialect client) {
        if (!client.name().equals("gemini")) {
            return events;
        }
        int open = -1;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Event.PartStarted started && started.head() instanceof Part.ToolCall) {
                open = i;
            } else if (events.get(i) instanceof Event.PartEnded) {
                open = -1;
            }
        }
        return open < 0 ? events : events.subList(0, open);
    }

    /** Invariant 29, the first half. */
    @ParameterizedTest
    @MethodSource("pairs")
    void sameInputIsTheSameOutput(Pair pair) {
        assertThat(pair.stream(pair.events())).isEqualTo(pair.stream(pair.events()));
    }

    /** Invariant 29, the second half: text that has come is written before more is read. */
    @ParameterizedTest
    @MethodSource("pairs")
    void textIsNeverHeldBack(Pair pair) throws IOException {
        Heard given = new Heard();
        Heard seen = new Heard();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Crossing crossing = pair.crossing();
        Codec.EventWriter writer = pair.client().codec().eventWriter(crossing.asked(), out, new Losses());
        Codec.EventReader client = pair.client().codec().eventReader(seen, new Losses());
        FrameReader wire = new FrameReader(client::read);
        Consumer<Event> in = crossing.through(event -> {
            given.accept(event);
            try {
                writer.write(event);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Codec.EventReader upstream = pair.recorded().dialect().codec().eventReader(in, new Losses());
        for (Frame frame : Crossing.frames(pair.recorded().bytes())) {
            upstream.read(frame);
            wire.read(out.toByteArray());
            out.reset();
            assertThat(seen.text()).startsWith(given.text());
        }
    }

    /** The frame that completes the answer; as many as there are if none does. */
    private static int terminal(Recorded recorded, List<Frame> frames) {
        Pattern sign = Pattern.compile(
                switch (recorded.dialect().name()) {
                    case "openai" -> "\"finish_reason\"\\s*:\\s*\"";
                    case "openai-responses" -> "\"type\"\\s*:\\s*\"response\\.(completed|incomplete|failed)\"";
                    case "anthropic" -> "\"type\"\\s*:\\s*\"message_stop\"";
                    default -> "\"(finishReason|blockReason)\"";
                });
        return IntStream.range(0, frames.size())
                .filter(i -> sign.matcher(frames.get(i).data()).find())
                .findFirst()
                .orElse(frames.size());
    }
}
