package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Usage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be true of every recorded answer in every other dialect. */
class AnswerInvariantsTest {

    static Stream<Pair> answers() {
        return Pair.of(Recorded.answers());
    }

    static Stream<Pair> successes() {
        return Pair.of(Recorded.successes());
    }

    @ParameterizedTest
    @MethodSource("successes")
    void expectationIsReproducedAfterAnotherDialect(Pair pair) {
        Sketch expected = Sketch.of(pair.recorded().expected()).in(pair.client());
        assertThat(Sketch.of(streamed(pair)).in(pair.client())).isEqualTo(expected);
        assertThat(Sketch.of(Pair.whole(pair)).in(pair.client())).isEqualTo(expected);
    }

    /** Invariant 7: streamed or whole, the client reads the same answer. */
    @ParameterizedTest
    @MethodSource("successes")
    void foldLaw(Pair pair) {
        assertThat(plain(pair, streamed(pair))).isEqualTo(plain(pair, Pair.whole(pair)));
    }

    /** Invariant 12, the answer's half. */
    @ParameterizedTest
    @MethodSource("successes")
    void callIdsAreLegalAndUnique(Pair pair) {
        Pattern legal = Pattern.compile(pair.client().codec().callIds().legal().pattern());
        Set<String> seen = new HashSet<>();
        for (Part.ToolCall call : calls(streamed(pair))) {
            assertThat(call.id()).matches(legal);
            assertThat(call.id().length())
                    .isLessThanOrEqualTo(pair.client().codec().callIds().longest());
            assertThat(seen.add(call.id())).isTrue();
        }
    }

    /** Invariant 11: arguments are JSON, and empty ones an empty object. */
    @ParameterizedTest
    @MethodSource("successes")
    void argumentsKeepTheirNumberLexemes(Pair pair) {
        List<String> before =
                calls(Fold.of(pair.events())).stream().map(Sketch::arguments).toList();
        List<String> after =
                calls(streamed(pair)).stream().map(Sketch::arguments).toList();
        assertThat(after).isEqualTo(before);
    }

    /** Invariant 17: no thought among what the user reads, and no thinking without text and state. */
    @ParameterizedTest
    @MethodSource("successes")
    void reasoningIsIsolated(Pair pair) {
        Answer answer = Pair.whole(pair);
        for (Part part : answer.candidates().getFirst().parts()) {
            if (part instanceof Part.Reasoning thought) {
                assertThat(thought.visible().isEmpty() && !thought.seal().isPresent())
                        .isFalse();
            }
        }
        Sketch sketch = Sketch.of(answer);
        for (Sketch.Piece thought : Sketch.of(pair.recorded().expected()).parts()) {
            if (thought.kind().equals("reasoning") && thought.text().length() > 40) {
                assertThat(sketch.parts())
                        .noneMatch(piece -> !piece.kind().equals("reasoning")
                                && piece.text().contains(thought.text()));
            }
        }
    }

    /**
     * Without what the client's dialect cannot say in both forms: white space within arguments, Anthropic's service tier (known
     * too late for the beginning of a stream), and the difference between no count and none.
     */
    private static Answer plain(Pair pair, Answer answer) {
        Usage usage = answer.usage() == null ? Usage.NONE : answer.usage();
        return new Answer(
                answer.id(),
                answer.model(),
                answer.created(),
                answer.candidates().stream()
                        .map(one -> new Answer.Candidate(
                                one.parts().stream()
                                        .map(AnswerInvariantsTest::plain)
                                        .toList(),
                                one.finish(),
                                one.logprobs()))
                        .toList(),
                pair.client().name().equals("anthropic")
                        ? new Usage(
                                usage.input(),
                                usage.cacheRead(),
                                usage.cacheWrite5m(),
                                usage.cacheWrite1h(),
                                usage.output(),
                                usage.reasoning(),
                                usage.audioInput(),
                                usage.audioOutput(),
                                usage.toolInput(),
                                null,
                                usage.estimated())
                        : usage);
    }

    private static Part plain(Part part) {
        return part instanceof Part.ToolCall call
                ? new Part.ToolCall(
                        call.id(), call.name(), Sketch.arguments(call), call.kind(), call.seal(), call.cache())
                : part;
    }

    private static List<Part.ToolCall> calls(Answer answer) {
        return answer.candidates().getFirst().parts().stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
    }

    private static Answer streamed(Pair pair) {
        return Fold.of(Crossing.read(pair.client(), pair.stream(pair.events())));
    }
}
