package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariants 24 and 25 as the vendors' own SDKs see them through a running router: a recorded error is an exception with the status
 * that the dialect has for it and the upstream's own words, and an answer that fails on its way never looks complete.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkFailureTest {

    private static final Set<String> GOOD = Set.of("stop", "stopSequence", "toolCalls", "length", "filtered");

    /** What an SDK was asked for. */
    record Asking(Pair pair, boolean stream) {
        @Override
        public String toString() {
            return pair + (stream ? " streamed" : " whole");
        }
    }

    /** What an SDK made of it: one of both is null. */
    record Got(Referee referee, Sketch sketch, Exception thrown) {}

    private Playback playback;
    private List<Referee> referees;
    private final Map<Asking, Future<Got>> answers = new LinkedHashMap<>();

    /** All at once, because the router waits before it asks an upstream again. */
    @BeforeAll
    void ask() {
        List<Recorded> recordings = new ArrayList<>(Recorded.errors());
        recordings.addAll(broken());
        playback = new Playback(recordings);
        referees = Referee.all(playback.router().base());
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream.concat(errors(), brokenOff())
                    .forEach(asking -> answers.put(asking, clients.submit(() -> got(asking))));
        }
    }

    private Got got(Asking asking) {
        Referee referee = referees.stream()
                .filter(one -> one.dialect() == asking.pair.client())
                .findFirst()
                .orElseThrow();
        String model = Playback.model(asking.pair.recorded());
        try {
            return new Got(referee, asking.stream ? referee.streamed(model) : referee.whole(model), null);
        } catch (Exception e) {
            return new Got(referee, null, e);
        }
    }

    @AfterAll
    void stop() {
        if (playback != null) {
            referees.forEach(Referee::close);
            playback.close();
        }
    }

    static Stream<Asking> errors() {
        return asking(Recorded.errors());
    }

    static Stream<Asking> brokenOff() {
        return asking(broken());
    }

    private static List<Recorded> broken() {
        return Recorded.answers().stream()
                .filter(one -> !Recorded.successes().contains(one))
                .toList();
    }

    private static Stream<Asking> asking(List<Recorded> recordings) {
        return Pair.of(recordings).flatMap(pair -> Stream.of(new Asking(pair, false), new Asking(pair, true)));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorIsAnException(Asking asking) throws Exception {
        Got got = answers.get(asking).get();
        assertThat(got.thrown).isNotNull();
        Recorded recorded = asking.pair.recorded();
        Fault fault = recorded.dialect().readFault(recorded.status(), header -> null, recorded.bytes());
        assertThat(got.referee.status(got.thrown)).isEqualTo(status(fault, asking.pair));
        assertThat(got.referee.words(got.thrown)).contains(words(recorded));
    }

    private static int status(Fault fault, Pair pair) {
        return pair.client().writeFault(fault, "req_1").status();
    }

    private static String words(Recorded recorded) {
        return recorded.expected().path("error").path("message").asText();
    }

    @ParameterizedTest
    @MethodSource("brokenOff")
    void brokenAnswerNeverLooksComplete(Asking asking) throws Exception {
        Got got = answers.get(asking).get();
        if (got.thrown == null) {
            assertThat(got.sketch.finish()).isNotIn(GOOD);
        }
    }
}
