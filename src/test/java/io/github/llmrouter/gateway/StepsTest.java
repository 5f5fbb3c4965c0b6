package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Target;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepsTest {

    private static final Fault BROKEN = Fault.of(Fault.Kind.UPSTREAM, "broken");

    private final List<Duration> pauses = new ArrayList<>();
    private final Pause pause = new Pause(new Random(7), pauses::add);
    private final RetryBudget budget = new RetryBudget();

    private static Target target(String name, Long window) {
        Config.Timeouts timeouts = new Config.Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Config.Provider provider = new Config.Provider(
                "p",
                "openai",
                URI.create("http://localhost"),
                List.of(),
                Map.of(),
                JsonNodeFactory.instance.objectNode(),
                null,
                false,
                timeouts,
                List.of(),
                Map.of());
        Config.Model model = new Config.Model(name, provider, name, List.of(), window, null, null, Map.of());
        return new Target(name, model, new Config.Key("k", "", List.of()));
    }

    private Steps steps(Optional<Duration> recoversIn, Target... targets) {
        return new Steps(
                new Plan(List.of(targets), Optional.empty(), recoversIn, Optional.empty(), List.of()), budget, pause);
    }

    private Steps steps(String... names) {
        return steps(
                Optional.empty(),
                Stream.of(names).map(name -> target(name, null)).toArray(Target[]::new));
    }

    private static List<String> tried(Steps steps, Fault fault) {
        List<String> tried = new ArrayList<>();
        boolean again = true;
        while (again && steps.more()) {
            tried.add(steps.next().id());
            again = steps.failed(fault, Failure.of(fault));
        }
        return tried;
    }

    @Test
    void everyTargetIsTriedBeforeTheLastOneIsTriedAgain() {
        assertThat(tried(steps("a", "b", "c"), BROKEN)).containsExactly("a", "b", "c", "c", "c");
    }

    @Test
    void aRequestMakesAtMostSixCalls() {
        assertThat(tried(steps("a", "b", "c", "d", "e", "f", "g"), BROKEN)).hasSize(Steps.MOST);
    }

    @Test
    void pausesDoubleAndAreHalfRandom() {
        assertThat(tried(steps("a"), BROKEN)).containsExactly("a", "a", "a");
        assertThat(pauses).hasSize(2);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void anUpstreamsWishForAPauseIsHeeded() {
        Fault fault = Fault.of(Fault.Kind.OVERLOADED, "busy").withRetryAfter(Duration.ofSeconds(2));
        tried(steps("a"), fault);
        assertThat(pauses).containsOnly(Duration.ofSeconds(2));
    }

    @Test
    void nobodyWaitsLongForTheSameTarget() {
        Fault fault = Fault.of(Fault.Kind.OVERLOADED, "busy").withRetryAfter(Duration.ofSeconds(20));
        assertThat(tried(steps("a"), fault)).containsExactly("a");
        assertThat(tried(steps("a", "b"), fault)).containsExactly("a", "b");
    }

    @Test
    void whatWillNotPassWithTimeIsNotTriedAgain() {
        for (Fault.Kind kind : List.of(
                Fault.Kind.RATE_LIMITED, Fault.Kind.BILLING, Fault.Kind.UNAUTHENTICATED, Fault.Kind.NOT_FOUND)) {
            assertThat(tried(steps("a", "b"), Fault.of(kind, "x"))).containsExactly("a", "b");
        }
    }

    @Test
    void aClientsOwnMistakeIsTriedOnce() {
        assertThat(tried(steps("a", "b"), Fault.invalid("x", null))).containsExactly("a");
    }

    @Test
    void aForbiddenContentIsNotTakenElsewhere() {
        assertThat(tried(steps("a", "b"), Fault.of(Fault.Kind.FORBIDDEN, "violates our usage policy")))
                .containsExactly("a");
    }

    @Test
    void aConversationThatIsTooLongGoesToALargerWindow() {
        Steps steps = steps(
                Optional.empty(), target("a", 8000L), target("b", 8000L), target("c", null), target("d", 128_000L));
        assertThat(tried(steps, Fault.of(Fault.Kind.CONTEXT_TOO_LONG, "too long")))
                .containsExactly("a", "d");
        assertThat(tried(steps("a", "b"), Fault.of(Fault.Kind.CONTEXT_TOO_LONG, "too long")))
                .containsExactly("a");
    }

    @Test
    void whereAllAreSetAsideOnlyTheFirstToRecoverIsTried() {
        Steps steps = steps(Optional.of(Duration.ofSeconds(9)), target("a", null), target("b", null));
        assertThat(tried(steps, BROKEN)).containsExactly("a");
        assertThat(steps(Optional.of(Duration.ofSeconds(9)), target("a", null), target("b", null))
                        .alongside())
                .isEmpty();
    }

    @Test
    void aTargetWithoutQuotaCostsNoTry() {
        Steps steps = steps("a", "b", "c", "d", "e", "f", "g", "h");
        for (int i = 0; i < 5; i++) {
            steps.next();
            steps.notCalled();
        }
        assertThat(tried(steps, BROKEN)).containsExactly("f", "g", "h", "h", "h");
    }

    @Test
    void inALastingOutageAtMostEveryFifthRequestIsTriedAgain() {
        int calls = 0;
        int requests = 10_000;
        for (int i = 0; i < requests; i++) {
            budget.request();
            calls += tried(steps("a", "b", "c"), BROKEN).size();
        }
        // The store of a hundred retries is spent first.
        assertThat(calls - requests).isLessThanOrEqualTo(requests / 5 + 100).isGreaterThan(requests / 6);
    }
}
