package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Stop sequences that the router searches itself. */
class StopsTest {

    private final List<Event> heard = new ArrayList<>();
    private Stops stops = new Stops(0);

    private Consumer<Event> asked(int candidates, String stop) throws IOException {
        Dialect client = Crossing.dialect("openai");
        JsonNode body = Json.read(
                "{\"model\":\"m\",\"n\":%d,\"stop\":[\"%s\"],\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .formatted(candidates, stop));
        stops = new Stops(0);
        stops.there(client.codec().readRequest(Crossing.ask(body, true), new Losses()), new Losses());
        return stops.back(heard::add);
    }

    private static Event text(int candidate) {
        return new PartStarted(candidate, new Part.Text(""));
    }

    private static Event say(int candidate, String words) {
        return new Delta(candidate, new Words(words));
    }

    private static Event stopped(int candidate, String at) {
        return new Finished(candidate, new Finish(StopReason.STOP_SEQUENCE, at, null));
    }

    private static Event finished(int candidate) {
        return new Finished(candidate, new Finish(StopReason.STOP, null, null));
    }

    @Test
    void aStopCutInTwoIsFound() throws IOException {
        Consumer<Event> in = asked(1, "END");

        List.of(text(0), say(0, "one E"), say(0, "ND two")).forEach(in);

        assertThat(heard).containsExactly(text(0), say(0, "one "), new PartEnded(0), stopped(0, "END"), new Ended());
        assertThat(stops.cut()).isTrue();
    }

    @Test
    void eachOfSeveralIsCutByItselfAndTheLastEndsTheAnswer() throws IOException {
        Consumer<Event> in = asked(2, "END");

        List.of(text(0), say(0, "a END b"), say(0, "c"), new PartEnded(0), finished(0))
                .forEach(in);
        assertThat(stops.cut()).isFalse();
        List.of(text(1), say(1, "d E"), say(1, "f"), new PartEnded(1), finished(1), new Ended())
                .forEach(in);

        assertThat(heard)
                .containsExactly(
                        text(0),
                        say(0, "a "),
                        new PartEnded(0),
                        stopped(0, "END"),
                        text(1),
                        say(1, "d "),
                        say(1, "Ef"),
                        new PartEnded(1),
                        finished(1),
                        new Ended());
        assertThat(stops.cut()).isFalse();
    }

    @Test
    void oneThatNobodyAskedForEndsWithTheOthers() throws IOException {
        Consumer<Event> in = asked(1, "END");

        List.of(text(0), say(0, "a"), new PartEnded(0), text(256), say(256, "b END"))
                .forEach(in);

        assertThat(heard)
                .containsExactly(
                        text(0),
                        say(0, "a"),
                        new PartEnded(0),
                        text(256),
                        say(256, "b "),
                        new PartEnded(256),
                        stopped(256, "END"),
                        finished(0),
                        new Ended());
        assertThat(stops.cut()).isTrue();
    }
}
