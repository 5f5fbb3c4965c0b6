package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant 18: opaque state comes back byte for byte to whoever issued it, and to nobody else. */
class SealLawsTest {

    private static final String OTHER_FAMILY = "another-family-1";

    static Stream<Pair> sealed() {
        return Pair.of(Recorded.successes())
                .filter(pair -> !seals(pair.recorded().events()).isEmpty());
    }

    @Test
    void envelopeIsUnwrappedByteForByte() {
        Random random = new Random(18);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            String payload = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            Envelope envelope = new Envelope(new Origin("gemini", "scope" + i, "é" + i), "rs_" + i, payload);
            assertThat(Envelope.read(envelope.text())).contains(envelope);
        }
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void stateGoesBackOnlyToItsIssuer(Pair pair) {
        Dialect issuer = pair.recorded().dialect();
        String model = Crossing.THINKING.get(issuer.name());
        List<String> issued = seals(pair.recorded().events());
        Origin origin = Origin.of(issuer.name(), Crossing.aim(issuer, model).base(), "sk-1", model);
        List<Part> history = parts(pair, origin);

        assertThat(sent(pair.client(), issuer, origin, history)).isEqualTo(issued);
        Origin otherKey = Origin.of(issuer.name(), Crossing.aim(issuer, model).base(), "sk-2", model);
        assertThat(sent(pair.client(), issuer, otherKey, history)).isEmpty();
        Origin otherFamily =
                Origin.of(issuer.name(), Crossing.aim(issuer, model).base(), "sk-1", OTHER_FAMILY);
        assertThat(sent(pair.client(), issuer, otherFamily, history)).isEmpty();
        for (Dialect other : Crossing.DIALECTS) {
            if (other != issuer) {
                Origin elsewhere =
                        Origin.of(other.name(), Crossing.aim(other, model).base(), "sk-1", model);
                assertThat(sent(pair.client(), other, elsewhere, history))
                        .as(other.name())
                        .isEmpty();
            }
        }
    }

    /** The answer as a client has it in its history. */
    private static List<Part> parts(Pair pair, Origin origin) {
        List<Event> events = new ArrayList<>();
        var in = bridge(pair.client(), pair.recorded().dialect(), origin).back(events::add);
        pair.recorded().events().forEach(in);
        return Fold.of(events).candidates().getFirst().parts();
    }

    /** What of it an upstream would see. */
    private static List<String> sent(Dialect client, Dialect upstream, Origin origin, List<Part> history) {
        Chat asked = client.codec().readRequest(Pair.curious(client), new Losses());
        Chat next = asked.withTurns(
                List.of(Turn.of(Turn.Role.USER, List.of(new Part.Text("hi"))), Turn.of(Turn.Role.ASSISTANT, history)));
        Chat there = new Seals(client.name(), () -> origin, new Continuity(), "caller").there(next, new Losses());
        return there.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .map(SealLawsTest::seal)
                .filter(Seal::isPresent)
                .map(Seal::value)
                .toList();
    }

    private static Bridge bridge(Dialect client, Dialect upstream, Origin origin) {
        return new Bridge(
                client,
                upstream,
                Crossing.aim(upstream, Crossing.THINKING.get(upstream.name())),
                () -> origin,
                new Continuity(),
                "caller");
    }

    private static List<String> seals(List<Event> events) {
        return Fold.of(events).candidates().getFirst().parts().stream()
                .map(SealLawsTest::seal)
                .filter(Seal::isPresent)
                .map(Seal::value)
                .toList();
    }

    private static Seal seal(Part part) {
        return switch (part) {
            case Part.Reasoning thought -> thought.seal();
            case Part.ToolCall call -> call.seal();
            case Part.Opaque opaque -> opaque.seal();
            default -> Seal.NONE;
        };
    }
}
