package io.github.llmrouter.routing;

import static io.github.llmrouter.routing.Scene.NO_BODY;
import static io.github.llmrouter.routing.Scene.all;
import static io.github.llmrouter.routing.Scene.first;
import static io.github.llmrouter.routing.Scene.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmrouter.config.Config.Strategy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One strategy after the other. */
class StrategyTest {

    private final Scene scene =
            new Scene().model("a", "p").model("b", "q").model("c", "r").model("d", "s");

    private Router router(Strategy strategy, int... weights) {
        String[] names = {"a", "b", "c", "d"};
        var members = new io.github.llmrouter.config.Config.Member[weights.length];
        for (int i = 0; i < weights.length; i++) {
            members[i] = member(names[i], weights[i]);
        }
        return scene.group("g", strategy, members).router();
    }

    private static Map<String, Long> picks(Router router, int count) {
        return Stream.generate(() -> first(router, "g"))
                .limit(count)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void orderedKeepsTheOrderOfTheConfiguration() {
        Router router = router(Strategy.ORDERED, 1, 100, 50);
        for (int i = 0; i < 5; i++) {
            assertThat(all(router, "g")).containsExactly("a", "b", "c");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ROUNDROBIN", "WEIGHTED_RR", "QUOTA_AWARE_WEIGHTED_RR", "AUTO"})
    void rotationsInterleaveAndAreExact(Strategy strategy) {
        Router router = router(strategy, 3, 1);
        assertThat(Stream.generate(() -> first(router, "g")).limit(8).toList())
                .containsExactly("a", "a", "b", "a", "a", "a", "b", "a");
    }

    @ParameterizedTest
    @EnumSource(names = {"ROUNDROBIN", "WEIGHTED_RR", "QUOTA_AWARE_WEIGHTED_RR", "AUTO"})
    void rotationsGiveEachExactlyItsWeight(Strategy strategy) {
        Router router = router(strategy, 5, 2, 0, 13);
        assertThat(picks(router, 2000)).containsExactlyInAnyOrderEntriesOf(Map.of("a", 500L, "b", 200L, "d", 1300L));
    }

    @Test
    void equalWeightsAlternate() {
        Router router = router(Strategy.ROUNDROBIN, 100, 100);
        assertThat(Stream.generate(() -> first(router, "g")).limit(4).toList()).containsExactly("a", "b", "a", "b");
    }

    @Test
    void thePlanOfARotationGoesOnWithWhoIsNext() {
        Router router = router(Strategy.ROUNDROBIN, 1, 1, 1);
        assertThat(all(router, "g")).containsExactly("a", "b", "c");
        assertThat(all(router, "g")).containsExactly("b", "c", "a");
        assertThat(all(router, "g")).containsExactly("c", "a", "b");
    }

    @Test
    void randomFollowsTheWeightsWithinTwoPercent() {
        Map<String, Long> picks = picks(router(Strategy.RANDOM, 70, 20, 10, 0), 10_000);
        assertThat(picks).containsOnlyKeys("a", "b", "c");
        assertThat(picks.get("a") / 10_000.0).isCloseTo(.7, within(.02));
        assertThat(picks.get("b") / 10_000.0).isCloseTo(.2, within(.02));
        assertThat(picks.get("c") / 10_000.0).isCloseTo(.1, within(.02));
    }

    @Test
    void randomRespectsHealth() {
        Router router = router(Strategy.RANDOM, 100, 100);
        fail("a", 1);
        Map<String, Long> picks = picks(router, 10_000);
        assertThat(picks.get("a") / 10_000.0).isCloseTo(1.0 / 3, within(.02));
    }

    @Test
    void randomFailsOverByWeightToo() {
        Router router = router(Strategy.RANDOM, 80, 15, 5);
        Map<String, Long> seconds = Stream.generate(() -> all(router, "g"))
                .limit(20_000)
                .filter(names -> names.getFirst().equals("a"))
                .limit(10_000)
                .collect(Collectors.groupingBy(names -> names.get(1), Collectors.counting()));
        assertThat(seconds.get("b") / 10_000.0).isCloseTo(.75, within(.02));
    }

    @Test
    void leastConnectionsCountsUntilTheLeaseIsClosed() {
        Router router = router(Strategy.LEASTCONN, 100, 100);
        try (Standing.Lease open = standing("a").lease()) {
            open.succeeded();
            assertThat(picks(router, 20)).containsOnlyKeys("b");
        }
        assertThat(picks(router, 100)).containsOnlyKeys("a", "b");
    }

    @Test
    void leastConnectionsDividesByTheWeight() {
        Router router = router(Strategy.LEASTCONN, 300, 100);
        for (int i = 0; i < 40; i++) {
            standing(first(router, "g")).lease();
        }
        assertThat(standing("a").open()).isEqualTo(30);
        assertThat(standing("b").open()).isEqualTo(10);
    }

    @Test
    void leastConnectionsBreaksTiesByWeight() {
        Map<String, Long> picks = picks(router(Strategy.LEASTCONN, 75, 25), 10_000);
        assertThat(picks.get("a") / 10_000.0).isCloseTo(.75, within(.02));
    }

    @Test
    void leastUsageTakesTheLowestProductOfTokensAndWeight() {
        Router router = router(Strategy.LEAST_USAGE, 1, 2, 3);
        standing("a").restore(201);
        standing("b").restore(100);
        standing("c").restore(70);
        assertThat(all(router, "g")).containsExactly("b", "a", "c");
        standing("b").restore(1);
        assertThat(all(router, "g")).containsExactly("a", "b", "c");
    }

    @Test
    void leastUsageSharesTokensInverselyToTheWeight() {
        Router router = router(Strategy.LEAST_USAGE, 1, 2);
        for (int i = 0; i < 300; i++) {
            use(first(router, "g"), 10);
        }
        assertThat(standing("a").used()).isEqualTo(2000);
        assertThat(standing("b").used()).isEqualTo(1000);
    }

    @Test
    void leastUsageAlwaysPrefersWeightZero() {
        Router router = router(Strategy.LEAST_USAGE, 1, 0);
        assertThat(first(router, "g")).isEqualTo("b");
        use("b", 1_000_000);
        assertThat(first(router, "g")).isEqualTo("b");
    }

    @Test
    void leastUsageSpreadsRequestsWhoseUsageIsNotYetKnown() {
        Router router = router(Strategy.LEAST_USAGE, 1, 1, 1);
        use("a", 10);
        use("b", 10);
        use("c", 10);
        for (int i = 0; i < 30; i++) {
            standing(first(router, "g")).lease();
        }
        assertThat(Stream.of("a", "b", "c").map(name -> standing(name).open())).containsOnly(10);
    }

    @Test
    void leastUsageSetsAFailingKeyAsideForAWhile() {
        Router router = router(Strategy.LEAST_USAGE, 1, 1);
        use("b", 1000);
        fail("a", 1);
        assertThat(first(router, "g")).isEqualTo("b");
        scene.pass(Rules.DEFAULTS.open());
        assertThat(first(router, "g")).isEqualTo("a");
    }

    @Test
    void autoPrefersWhoAnswersFaster() {
        Router router = router(Strategy.AUTO, 100, 100);
        answerAfter("a", Duration.ofMillis(100));
        answerAfter("b", Duration.ofMillis(300));
        assertThat(picks(router, 400)).containsExactlyInAnyOrderEntriesOf(Map.of("a", 300L, "b", 100L));
    }

    @Test
    void autoGivesTheSlowestStillATenth() {
        Router router = router(Strategy.AUTO, 100, 100);
        answerAfter("a", Duration.ofMillis(100));
        answerAfter("b", Duration.ofMinutes(5));
        assertThat(picks(router, 110)).containsExactlyInAnyOrderEntriesOf(Map.of("a", 100L, "b", 10L));
    }

    @ParameterizedTest
    @EnumSource
    void weightZeroIsASpareEverywhereButInLeastUsage(Strategy strategy) {
        Router router = router(strategy, 0, 1, 0);
        if (strategy == Strategy.LEAST_USAGE) {
            assertThat(picks(router, 50)).doesNotContainKey("b");
        } else {
            assertThat(picks(router, 50)).containsOnlyKeys("b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTargetThatLostItsFactorServesOnlyWhenNothingElseIsLeft(Strategy strategy) {
        Router router = router(strategy, 1, 1);
        for (int i = 0; i < 7; i++) {
            fail("a", 1);
            succeedNothing();
        }
        assertThat(standing("a").factor()).isZero();
        assertThat(picks(router, 50)).containsOnlyKeys("b");
        assertThat(all(router, "g")).containsExactly("b", "a");
    }

    @ParameterizedTest
    @EnumSource
    void aLoneTargetServesHoweverOftenItFails(Strategy strategy) {
        Router router = router(strategy, 1);
        fail("a", 20);
        assertThat(all(router, "g")).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource(names = {"ROUNDROBIN", "WEIGHTED_RR", "QUOTA_AWARE_WEIGHTED_RR", "AUTO"})
    void sixtyFourThreadsLoseAndDoubleNothing(Strategy strategy) throws Exception {
        Router router = router(strategy, 5, 2, 1);
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            for (int t = 0; t < 64; t++) {
                threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < 100; i++) {
                        counts.computeIfAbsent(first(router, "g"), name -> new AtomicInteger())
                                .incrementAndGet();
                    }
                    return null;
                });
            }
            start.countDown();
        }
        assertThat(counts.get("a")).hasValue(4000);
        assertThat(counts.get("b")).hasValue(1600);
        assertThat(counts.get("c")).hasValue(800);
    }

    @Test
    void aRotationGoesOnAfterAReload() {
        Router before = router(Strategy.ROUNDROBIN, 1, 1);
        assertThat(first(before, "g")).isEqualTo("a");
        Router after = scene.router();
        scene.standings.retain(after.targets());
        assertThat(first(after, "g")).isEqualTo("b");
    }

    @Test
    void theBodyIsNotReadWithoutSelectors() {
        assertThat(router(Strategy.ORDERED, 1).plan("g", NO_BODY).targets()).hasSize(1);
    }

    private Standing standing(String model) {
        return scene.standing(scene.router(), model);
    }

    private void use(String model, long tokens) {
        try (Standing.Lease lease = standing(model).lease()) {
            lease.used(tokens);
            lease.succeeded();
        }
    }

    private void answerAfter(String model, Duration time) {
        try (Standing.Lease lease = standing(model).lease()) {
            scene.pass(time);
            lease.answering();
            lease.succeeded();
        }
    }

    private void fail(String model, int times) {
        for (int i = 0; i < times; i++) {
            try (Standing.Lease lease = standing(model).lease()) {
                lease.failed(Failure.of(Failure.Kind.TEMPORARY));
            }
        }
    }

    private void succeedNothing() {
        try (Standing.Lease lease = standing("b").lease()) {
            lease.neutral();
        }
    }
}
