package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged traffic ends in a valid answer or a valid error, and never in an exception. */
class RubbishTest {

    private static final int ROUNDS = 1000;

    private final Codec codec = new Responses().codec();
    private final Random random = new Random(42);

    static List<Path> streams() {
        return Fixtures.own(".res.sse");
    }

    static List<Path> requests() {
        return Fixtures.own(".req.json");
    }

    static List<Path> answers() {
        return Fixtures.own(".res.json");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void damagedStreamsEnd(Path file) {
        byte[] bytes = Fixtures.bytes(file);
        for (int i = 0; i < ROUNDS; i++) {
            List<Event> events = new ArrayList<>();
            Codec.EventReader reader = codec.eventReader(events::add, new Losses());
            for (Frame frame : Fixtures.frames(damaged(bytes))) {
                reader.read(frame);
            }
            reader.end();
            assertThat(events.getLast()).matches(last -> last instanceof Ended || last instanceof Failed);
            assertThat(events.stream().filter(one -> one instanceof Ended || one instanceof Failed))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void damagedAnswersEnd(Path file) {
        JsonNode answer = Fixtures.json(file);
        for (int i = 0; i < ROUNDS; i++) {
            List<Event> events = codec.readAnswer(shuffled(answer), new Losses());
            assertThat(events.getLast()).matches(last -> last instanceof Ended || last instanceof Failed);
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void damagedRequestsAreReadOrRefused(Path file) {
        JsonNode request = Fixtures.json(file);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            try {
                Losses losses = new Losses();
                codec.writeRequest(
                        codec.readRequest(Questions.ask(shuffled(request)), losses), Questions.aim("gpt-5.6"), losses);
            } catch (FaultException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, ROUNDS - 1);
    }

    private byte[] damaged(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    /** One value somewhere becomes one of another type. */
    private JsonNode shuffled(JsonNode root) {
        String text = Json.text(root);
        String[] values = {"null", "7", "true", "\"x\"", "[]", "{}", "[{}]", "[1]", "{\"type\":\"x\"}", "1e400"};
        for (int attempt = 0; attempt < 50; attempt++) {
            int colon = text.indexOf(':', random.nextInt(text.length()));
            int end = colon < 0 ? -1 : endOfValue(text, colon + 1);
            if (end > 0) {
                try {
                    return Json.read(
                            text.substring(0, colon + 1) + values[random.nextInt(values.length)] + text.substring(end));
                } catch (IOException e) {
                    // The colon stood inside a string: another one.
                }
            }
        }
        return root;
    }

    private static int endOfValue(String text, int from) {
        try (var parser = Json.MAPPER.createParser(text.substring(from))) {
            parser.nextToken();
            parser.skipChildren();
            parser.finishToken();
            return from + (int) parser.currentLocation().getCharOffset();
        } catch (IOException e) {
            return -1;
        }
    }
}
