package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant 6, the vendors' own SDKs as referees: every recorded answer comes through a running router to the SDK of every other
 * vendor. It is accepted, validated, and means what an independent decoder made of the recording. What was recorded as a stream is
 * streamed, what was recorded whole is given whole; with {@code -Dreferee=all} each is also asked for in the other form.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkRefereeTest {

    private static final boolean ALL = "all".equals(System.getProperty("referee"));

    private Playback playback;
    private Map<String, Referee> referees;

    @BeforeAll
    void start() {
        playback = new Playback(Recorded.successes());
        referees = Referee.all(playback.router().base()).stream()
                .collect(Collectors.toMap(referee -> referee.dialect().name(), referee -> referee));
    }

    @AfterAll
    void stop() {
        if (playback != null) {
            referees.values().forEach(Referee::close);
            playback.close();
        }
    }

    static Stream<Pair> whole() {
        return Pair.of(Recorded.successes())
                .filter(pair -> ALL || !pair.recorded().streamed());
    }

    static Stream<Pair> streams() {
        return Pair.of(Recorded.successes())
                .filter(pair -> ALL || pair.recorded().streamed());
    }

    @ParameterizedTest
    @MethodSource("whole")
    void wholeAnswerIsAccepted(Pair pair) {
        assertThat(seen(referee(pair).whole(Playback.model(pair.recorded())), pair))
                .isEqualTo(expected(pair));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamIsAccepted(Pair pair) {
        String model = Playback.model(pair.recorded());
        if (streamsAFreeformCall(pair)) {
            assertThatThrownBy(() -> referee(pair).streamed(model)).hasMessage("Unknown Type: custom");
            return;
        }
        assertThat(seen(referee(pair).streamed(model), pair)).isEqualTo(expected(pair));
    }

    /** OpenAI streams them to Chat Completions' clients, but its SDK for Java has no type for that yet. */
    private static boolean streamsAFreeformCall(Pair pair) {
        return pair.client().name().equals("openai")
                && Sketch.of(pair.recorded().expected()).parts().stream()
                        .anyMatch(piece -> piece.kind().equals("custom"));
    }

    private Referee referee(Pair pair) {
        return referees.get(pair.client().name());
    }

    private static Sketch seen(Sketch sketch, Pair pair) {
        return blurred(sketch.in(pair.client()));
    }

    /** Numbers in arguments are compared by their values, as an SDK gives no more. */
    private static Sketch expected(Pair pair) {
        return blurred(Sketch.of(Referee.valued(pair.recorded().expected())).in(pair.client()));
    }

    /** Gemini's streams do not tell where one thought ends and the next begins. */
    private static Sketch blurred(Sketch sketch) {
        return new Sketch(
                sketch.parts().stream()
                        .map(piece -> piece.kind().equals("reasoning")
                                ? new Sketch.Piece("reasoning", "", piece.text().replaceAll("\\s+", ""))
                                : piece)
                        .toList(),
                sketch.finish(),
                sketch.usage());
    }
}
