package io.github.llmrouter.routing;

import static io.github.llmrouter.routing.Scene.NO_BODY;
import static io.github.llmrouter.routing.Scene.all;
import static io.github.llmrouter.routing.Scene.first;
import static io.github.llmrouter.routing.Scene.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config.Limit;
import io.github.llmrouter.config.Config.ProviderLimit;
import io.github.llmrouter.config.Config.Strategy;
import io.github.llmrouter.config.Config.Window;
import io.github.llmrouter.config.Config.Window.Unit;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How limits steer the choice. */
class QuotaRoutingTest {

    private final Scene scene = new Scene()
            .at("2026-11-21T10:01:20Z")
            .provider("p", List.of(limit("all", 100, Unit.MINUTE), limit("some", 4, Unit.HOUR, "a")), "1")
            .provider("q", List.of(limit("all", 100, Unit.MINUTE)), "1")
            .model("a", "p")
            .model("b", "q")
            .model("c", "p");

    private static ProviderLimit limit(String id, long requests, Unit unit, String... models) {
        return new ProviderLimit(new Limit(id, requests, null, null, new Window(unit, 1)), List.of(models));
    }

    private void take(Router router, String model, int count) {
        Target target = router.plan(model, NO_BODY).targets().getFirst();
        for (int i = 0; i < count; i++) {
            assertThat(scene.standings.quotas().reserve(router.buckets(target), Amount.NOTHING))
                    .isInstanceOf(Admission.Granted.class);
        }
    }

    @Test
    void aTargetIsCountedAgainstTheLimitsThatNameIt() {
        Router router = scene.router();
        assertThat(router.buckets(router.plan("a", NO_BODY).targets().getFirst()))
                .extracting(Bucket::id)
                .containsExactly("provider/p/all", "provider/p/some");
        assertThat(router.buckets(router.plan("c", NO_BODY).targets().getFirst()))
                .extracting(Bucket::id)
                .containsExactly("provider/p/all");
    }

    @Test
    void aTargetWithAFullBucketIsLeftOutUntilTheWindowEnds() {
        Router router = scene.group("g", Strategy.ORDERED, member("a", 1), member("b", 1))
                .router();
        take(router, "a", 4);
        assertThat(all(router, "g")).containsExactly("b");
        assertThat(router.plan("g", NO_BODY).skipped())
                .extracting(Plan.Skipped::reason)
                .containsExactly(Plan.Reason.QUOTA);
        scene.at("2026-11-21T11:00:00Z");
        assertThat(all(router, "g")).containsExactly("a", "b");
    }

    @Test
    void whenEveryBucketIsFullTheFaultSaysWhenTheFirstTargetOpens() {
        Router router = scene.group("g", Strategy.ORDERED, member("a", 1), member("b", 1))
                .router();
        take(router, "a", 4);
        take(router, "b", 100);
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> router.plan("g", NO_BODY))
                .satisfies(e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.RATE_LIMITED))
                .satisfies(e -> assertThat(e.fault().retryAfter()).isEqualTo(Duration.ofSeconds(40)));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> router.plan("a", NO_BODY))
                .satisfies(e -> assertThat(e.fault().retryAfter())
                        .isEqualTo(Duration.ofMinutes(58).plusSeconds(40)));
    }

    @Test
    void quotaAwareRotationFollowsWhatIsLeft() {
        Router router = scene.group("g", Strategy.QUOTA_AWARE_WEIGHTED_RR, member("b", 100), member("c", 100))
                .router();
        take(router, "c", 75);
        assertThat(Stream.generate(() -> first(router, "g")).limit(5).toList())
                .containsExactly("b", "b", "c", "b", "b");
    }

    @Test
    void plainRotationDoesNot() {
        Router router = scene.group("g", Strategy.ROUNDROBIN, member("b", 100), member("c", 100))
                .router();
        take(router, "c", 75);
        assertThat(Stream.generate(() -> first(router, "g")).limit(4).toList()).containsExactly("b", "c", "b", "c");
    }

    @Test
    void autoMultipliesQuotaHealthAndSpeed() {
        Router router = scene.group("g", Strategy.AUTO, member("b", 100), member("c", 100))
                .router();
        take(router, "c", 50);
        try (Standing.Lease lease = scene.standing(router, "c").lease()) {
            scene.pass(Duration.ofMillis(200));
            lease.answering();
            lease.failed(Failure.of(Failure.Kind.TEMPORARY));
        }
        try (Standing.Lease lease = scene.standing(router, "b").lease()) {
            scene.pass(Duration.ofMillis(100));
            lease.answering();
        }
        // Half the quota, half the factor, half the speed: an eighth.
        assertThat(Stream.generate(() -> first(router, "g")).limit(90).filter("c"::equals))
                .hasSize(10);
    }
}
