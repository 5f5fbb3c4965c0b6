package io.github.llmrouter.routing;

import static io.github.llmrouter.routing.Scene.NO_BODY;
import static io.github.llmrouter.routing.Scene.all;
import static io.github.llmrouter.routing.Scene.first;
import static io.github.llmrouter.routing.Scene.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.config.Config.Strategy;
import io.github.llmrouter.routing.Failure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How targets lose trust and regain it. */
class StandingTest {

    private static final Rules PATIENT = new Rules(
            1000,
            Duration.ofSeconds(30),
            10,
            10,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10),
            Duration.ofMinutes(2),
            Duration.ofSeconds(45),
            Duration.ofHours(24));

    private final Scene scene = new Scene().model("a", "p").model("b", "q");
    private final Router router =
            scene.group("g", Strategy.ORDERED, member("a", 1), member("b", 1)).router();
    private final Standing a = scene.standing(router, "a");

    private static void fail(Standing standing, Failure why) {
        try (Standing.Lease lease = standing.lease()) {
            lease.failed(why);
        }
    }

    private static void fail(Standing standing, Kind kind, int times) {
        for (int i = 0; i < times; i++) {
            fail(standing, Failure.of(kind));
        }
    }

    private static void succeed(Standing standing) {
        try (Standing.Lease lease = standing.lease()) {
            lease.succeeded();
        }
    }

    @Test
    void eachFailureHalvesTheFactor() {
        Standing standing = patient();
        List<Integer> factors = new ArrayList<>(List.of(standing.factor()));
        for (int i = 0; i < 8; i++) {
            fail(standing, Kind.TEMPORARY, 1);
            factors.add(standing.factor());
        }
        assertThat(factors).containsExactly(100, 50, 25, 12, 6, 3, 1, 0, 0);
    }

    @Test
    void atFactorZeroATargetIsChosenOnlyWhenNothingElseIsLeft() {
        Scene scene = new Scene(PATIENT).model("a", "p").model("b", "q").model("c", "r");
        Router router = scene.group("g", Strategy.RANDOM, List.of("c"), null, member("a", 100), member("b", 0))
                .router();
        fail(scene.standing(router, "a"), Kind.TEMPORARY, 7);
        assertThat(all(router, "g")).containsExactly("b", "c", "a");
        fail(scene.standing(router, "b"), Kind.TEMPORARY, 7);
        fail(scene.standing(router, "c"), Kind.TEMPORARY, 7);
        assertThat(all(router, "g")).hasSize(3);
    }

    @Test
    void successBringsTenPointsBack() {
        Standing standing = patient();
        fail(standing, Kind.TEMPORARY, 7);
        for (int i = 1; i <= 12; i++) {
            succeed(standing);
            assertThat(standing.factor()).isEqualTo(Math.min(100, 10 * i));
        }
    }

    @Test
    void timeBringsTenPointsBackEveryHalfMinute() {
        Scene scene = new Scene(PATIENT).model("a", "p");
        Standing standing = scene.standing(scene.router(), "a");
        fail(standing, Kind.TEMPORARY, 7);
        scene.pass(Duration.ofMillis(29_999));
        assertThat(standing.factor()).isZero();
        scene.pass(Duration.ofMillis(1));
        assertThat(standing.factor()).isEqualTo(10);
        scene.pass(Duration.ofSeconds(90));
        assertThat(standing.factor()).isEqualTo(40);
        scene.pass(Duration.ofMinutes(20));
        assertThat(standing.factor()).isEqualTo(100);
    }

    @Test
    void answersThatHaveOnlyBegunDoNotHoldBackTheRecoveryByTime() {
        Scene scene = new Scene(PATIENT).model("a", "p");
        Standing standing = scene.standing(scene.router(), "a");
        fail(standing, Kind.TEMPORARY, 7);
        for (int i = 0; i < 4; i++) {
            try (Standing.Lease lease = standing.lease()) {
                scene.pass(Duration.ofSeconds(10));
                lease.answering();
            }
        }
        assertThat(standing.factor()).isEqualTo(10);
    }

    @Test
    void whatTheClientDidItselfChangesNothing() {
        for (int i = 0; i < 50; i++) {
            try (Standing.Lease lease = a.lease()) {
                lease.neutral();
                lease.failed(Failure.of(Kind.TEMPORARY));
            }
        }
        assertThat(a.factor()).isEqualTo(100);
        assertThat(first(router, "g")).isEqualTo("a");
    }

    @Test
    void threeFailuresInARowOpenTheBreakerForHalfAMinute() {
        fail(a, Kind.NETWORK, 2);
        assertThat(first(router, "g")).isEqualTo("a");
        fail(a, Kind.NETWORK, 1);
        assertThat(all(router, "g")).containsExactly("b", "a");
        assertThat(a.asideUntil()).contains(scene.instant().plusSeconds(30));
        scene.pass(Duration.ofMillis(29_999));
        assertThat(first(router, "g")).isEqualTo("b");
        scene.pass(Duration.ofMillis(1));
        assertThat(first(router, "g")).isEqualTo("a");
    }

    @Test
    void aSuccessBetweenKeepsTheBreakerClosed() {
        for (int i = 0; i < 5; i++) {
            fail(a, Kind.NETWORK, 2);
            succeed(a);
        }
        assertThat(a.asideUntil()).isEmpty();
    }

    @Test
    void answersThatAlwaysBreakOffOpenTheBreakerToo() {
        for (int i = 0; i < 3; i++) {
            try (Standing.Lease lease = a.lease()) {
                lease.answering();
                lease.failed(Failure.of(Kind.NETWORK));
            }
        }
        assertThat(first(router, "g")).isEqualTo("b");
        scene.pass(Duration.ofSeconds(30));
        assertThat(first(router, "g")).isEqualTo("a");
        try (Standing.Lease probe = a.lease()) {
            probe.answering();
            probe.failed(Failure.of(Kind.NETWORK));
        }
        assertThat(first(router, "g")).isEqualTo("b");
    }

    @Test
    void aHalfOpenBreakerLetsOneRequestProbe() {
        fail(a, Kind.NETWORK, 3);
        scene.pass(Duration.ofSeconds(30));
        assertThat(first(router, "g")).isEqualTo("a");
        assertThat(first(router, "g")).isEqualTo("b");
        Standing.Lease probe = a.lease();
        scene.pass(Duration.ofMinutes(1));
        assertThat(first(router, "g")).isEqualTo("b");
        probe.answering();
        assertThat(first(router, "g")).isEqualTo("a");
        assertThat(first(router, "g")).isEqualTo("a");
    }

    @Test
    void aFailedProbeOpensTheBreakerAgainAtOnce() {
        fail(a, Kind.NETWORK, 3);
        scene.pass(Duration.ofSeconds(30));
        assertThat(first(router, "g")).isEqualTo("a");
        fail(a, Kind.NETWORK, 1);
        scene.pass(Duration.ofSeconds(29));
        assertThat(first(router, "g")).isEqualTo("b");
        scene.pass(Duration.ofSeconds(1));
        assertThat(first(router, "g")).isEqualTo("a");
    }

    @Test
    void aProbeWhoseClientLeavesLetsTheNextOneProbe() {
        fail(a, Kind.NETWORK, 3);
        scene.pass(Duration.ofSeconds(30));
        assertThat(first(router, "g")).isEqualTo("a");
        a.lease().close();
        assertThat(first(router, "g")).isEqualTo("a");
        assertThat(first(router, "g")).isEqualTo("b");
    }

    @Test
    void aPlannedProbeThatNeverStartsIsGivenToAnother() {
        fail(a, Kind.NETWORK, 3);
        scene.pass(Duration.ofSeconds(30));
        assertThat(first(router, "g")).isEqualTo("a");
        scene.pass(Duration.ofSeconds(9));
        assertThat(first(router, "g")).isEqualTo("b");
        scene.pass(Duration.ofSeconds(1));
        assertThat(first(router, "g")).isEqualTo("a");
    }

    @Test
    void ofSixtyFourThreadsExactlyOneProbes() throws Exception {
        for (int round = 0; round < 20; round++) {
            fail(a, Kind.NETWORK, 3);
            scene.pass(Duration.ofSeconds(30));
            AtomicInteger probes = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
                for (int t = 0; t < 64; t++) {
                    threads.submit(() -> {
                        start.await();
                        if (first(router, "g").equals("a")) {
                            probes.incrementAndGet();
                        }
                        return null;
                    });
                }
                start.countDown();
            }
            assertThat(probes).hasValue(1);
            succeed(a);
        }
    }

    @Test
    void aSuccessThatBeganBeforeTheBreakerOpenedDoesNotCloseIt() {
        try (Standing.Lease old = a.lease()) {
            fail(a, Kind.NETWORK, 3);
            old.succeeded();
        }
        assertThat(first(router, "g")).isEqualTo("b");
    }

    @Test
    void eachKindOfFailureHasItsCoolDown() {
        coolsDown(Kind.RATE_LIMITED, Duration.ofSeconds(30));
        coolsDown(Kind.BILLING, Duration.ofMinutes(15));
        coolsDown(Kind.AUTH, Duration.ofMinutes(10));
        coolsDown(Kind.FORBIDDEN, Duration.ofMinutes(10));
        coolsDown(Kind.POLICY, Duration.ofMinutes(2));
        coolsDown(Kind.NOT_FOUND, Duration.ofSeconds(45));
    }

    private void coolsDown(Kind kind, Duration time) {
        a.reset();
        fail(a, kind, 1);
        scene.pass(time.minusMillis(1));
        assertThat(first(router, "g")).as(kind.name()).isEqualTo("b");
        scene.pass(Duration.ofMillis(1));
        assertThat(first(router, "g")).as(kind.name()).isEqualTo("a");
    }

    @Test
    void retryAfterIsHonouredUpToADay() {
        fail(a, new Failure(Kind.RATE_LIMITED, Duration.ofSeconds(7)));
        assertThat(a.asideUntil()).contains(scene.instant().plusSeconds(7));
        a.reset();
        fail(a, new Failure(Kind.TEMPORARY, Duration.ofSeconds(5)));
        assertThat(a.asideUntil()).contains(scene.instant().plusSeconds(5));
        a.reset();
        fail(a, new Failure(Kind.RATE_LIMITED, Duration.ofDays(400)));
        assertThat(a.asideUntil()).contains(scene.instant().plus(Duration.ofDays(1)));
    }

    @Test
    void whatATargetCannotDoDoesNotHarmIt() {
        fail(a, Kind.UNSUPPORTED, 10);
        assertThat(a.factor()).isEqualTo(100);
        assertThat(a.asideUntil()).isEmpty();
    }

    @Test
    void aRefusedContentDoesNotHalveTheFactor() {
        fail(a, Kind.POLICY, 1);
        assertThat(a.factor()).isEqualTo(100);
    }

    @Test
    void aBadKeyIsSetAsideWithAllItsModelsAndTheModelGoesOnWithTheOtherKey() {
        Scene scene = new Scene().provider("p", "1", "2").model("x", "p").model("y", "p");
        Router router = scene.router();
        Target first = router.plan("x", NO_BODY).targets().getFirst();
        fail(scene.standings.of(first), Kind.AUTH, 1);
        for (String name : List.of("x", "y")) {
            assertThat(router.plan(name, NO_BODY).targets())
                    .extracting(Target::label)
                    .containsExactly("p/key2/" + name, "p/key1/" + name);
        }
    }

    @Test
    void aMissingModelSetsOnlyItselfAside() {
        Scene scene = new Scene().provider("p", "1", "2").model("x", "p").model("y", "p");
        Router router = scene.router();
        fail(scene.standings.of(router.plan("x", NO_BODY).targets().getFirst()), Kind.NOT_FOUND, 1);
        assertThat(router.plan("x", NO_BODY).targets().getFirst().label()).isEqualTo("p/key2/x");
        assertThat(router.plan("y", NO_BODY).targets().getFirst().label()).isEqualTo("p/key1/y");
    }

    @Test
    void whenAllAreSetAsideTheFirstToRecoverLeadsAndThePlanSaysWhen() {
        fail(a, new Failure(Kind.RATE_LIMITED, Duration.ofSeconds(60)));
        fail(scene.standing(router, "b"), new Failure(Kind.RATE_LIMITED, Duration.ofSeconds(20)));
        Plan plan = router.plan("g", NO_BODY);
        assertThat(plan.targets()).extracting(target -> target.model().name()).containsExactly("b", "a");
        assertThat(plan.recoversIn()).contains(Duration.ofSeconds(20));
    }

    @Test
    void aWellFallbackComesBeforePrimariesThatAreSetAside() {
        Scene scene = new Scene().model("x", "p", "y").model("y", "q");
        Router router = scene.router();
        fail(scene.standing(router, "x"), Kind.RATE_LIMITED, 1);
        assertThat(all(router, "x")).containsExactly("y", "x");
        assertThat(router.plan("x", NO_BODY).recoversIn()).isEmpty();
    }

    @Test
    void aReloadKeepsWhatIsKnownOfUnchangedTargetsAndForgetsChangedCredentials() {
        fail(a, Kind.AUTH, 1);
        Router same = scene.router();
        scene.standings.retain(same.targets());
        assertThat(first(same, "g")).isEqualTo("b");

        Router changed = scene.provider("p", "a new secret").model("a", "p").router();
        scene.standings.retain(changed.targets());
        assertThat(first(changed, "g")).isEqualTo("a");
        assertThat(changed.targets())
                .extracting(Target::label)
                .isEqualTo(same.targets().stream().map(Target::label).toList());
        assertThat(changed.targets())
                .allSatisfy(target -> assertThat(target.toString()).doesNotContain("secret"));
    }

    @Test
    void leasesNeverLeakHoweverTheyEnd() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            for (int i = 0; i < 10_000; i++) {
                threads.submit(() -> {
                    Standing.Lease lease = a.lease();
                    switch (ThreadLocalRandom.current().nextInt(5)) {
                        case 0 -> lease.succeeded();
                        case 1 -> lease.failed(Failure.of(Kind.NETWORK));
                        case 2 -> lease.neutral();
                        case 3 -> lease.answering();
                        default -> lease.close();
                    }
                    lease.close();
                    lease.close();
                });
            }
        }
        assertThat(a.open()).isZero();
    }

    @Test
    void aFailingTargetsShareFallsToItsProbesAndComesBackWhenItHeals() {
        Scene scene = new Scene().model("a", "p").model("b", "q").model("c", "r");
        Router router = scene.group("g", Strategy.ROUNDROBIN, member("a", 1), member("b", 1), member("c", 1))
                .router();
        assertThat(tries(scene, router, 3000, false)).isEqualTo(1000);
        // A request a second: three failures open the breaker; then one probes when half a minute is over and it is the
        // turn
        // of what is left of the weight.
        assertThat(tries(scene, router, 3000, true)).isBetween(50, 3 + 3000 / 30);
        tries(scene, router, 100, false);
        assertThat(tries(scene, router, 3000, false)).isEqualTo(1000);
    }

    /** How often {@code a} was tried; whoever meets a failure goes on to the next target, and none is left without an answer. */
    private static int tries(Scene scene, Router router, int requests, boolean broken) {
        int tries = 0;
        for (int i = 0; i < requests; i++) {
            scene.pass(Duration.ofSeconds(1));
            boolean answered = false;
            for (Target target : router.plan("g", NO_BODY).targets()) {
                boolean a = target.model().name().equals("a");
                tries += a ? 1 : 0;
                try (Standing.Lease lease = scene.standings.of(target).lease()) {
                    if (a && broken) {
                        lease.failed(Failure.of(Kind.NETWORK));
                        continue;
                    }
                    lease.succeeded();
                    answered = true;
                    break;
                }
            }
            assertThat(answered).isTrue();
        }
        return tries;
    }

    private static Standing patient() {
        Scene scene = new Scene(PATIENT).model("a", "p");
        return scene.standing(scene.router(), "a");
    }
}
