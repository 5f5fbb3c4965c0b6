package io.github.llmrouter.routing;

import static io.github.llmrouter.routing.Scene.NO_BODY;
import static io.github.llmrouter.routing.Scene.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmrouter.config.Config.Member;
import io.github.llmrouter.config.Config.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Conversations stay where their prompt cache is. */
class AffinityTest {

    private static final Member[] THREE = {member("a", 50), member("b", 30), member("c", 20)};

    private final Scene scene = scene(THREE);
    private final Router router = scene.router();

    private static Scene scene(Member... members) {
        return new Scene()
                .model("a", "p")
                .model("b", "q")
                .model("c", "r")
                .group("g", Strategy.ROUNDROBIN, List.of(), Duration.ofMinutes(5), members);
    }

    private static Plan plan(Router router, String conversation) {
        return router.plan("g", NO_BODY, Optional.of(conversation));
    }

    private static String first(Router router, String conversation) {
        return plan(router, conversation).targets().getFirst().model().name();
    }

    @Test
    void aConversationAlwaysGoesToTheSameTarget() {
        for (int i = 0; i < 100; i++) {
            String conversation = "conversation " + i;
            String target = first(router, conversation);
            assertThat(first(router, conversation)).isEqualTo(target);
        }
    }

    @Test
    void everyNodeChoosesAlike() {
        Router other = scene(THREE).router();
        for (int i = 0; i < 200; i++) {
            assertThat(first(other, "c" + i)).isEqualTo(first(router, "c" + i));
        }
    }

    @Test
    void conversationsSpreadByWeight() {
        Map<String, Long> picks = IntStream.range(0, 10_000)
                .mapToObj(i -> first(router, "user_" + i))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(picks.get("a") / 10_000.0).isCloseTo(.5, within(.02));
        assertThat(picks.get("b") / 10_000.0).isCloseTo(.3, within(.02));
        assertThat(picks.get("c") / 10_000.0).isCloseTo(.2, within(.02));
    }

    @Test
    void whenATargetGoesOnlyItsOwnConversationsMove() {
        Router fewer = scene(THREE[0], THREE[1]).router();
        for (int i = 0; i < 1000; i++) {
            String before = first(router, "c" + i);
            if (!before.equals("c")) {
                assertThat(first(fewer, "c" + i)).isEqualTo(before);
            }
        }
    }

    @Test
    void afterAFailoverTheConversationStaysOnTheNewTargetUntilItsTimeIsOver() {
        Plan plan = plan(router, "x");
        String hashed = plan.targets().getFirst().model().name();
        Target other = plan.targets().get(1);
        router.answered(plan, other);
        scene.pass(Duration.ofMinutes(4));
        assertThat(first(router, "x")).isEqualTo(other.model().name());
        scene.pass(Duration.ofMinutes(4));
        assertThat(first(router, "x")).isEqualTo(other.model().name());
        scene.pass(Duration.ofMinutes(5));
        assertThat(first(router, "x")).isEqualTo(hashed);
    }

    @Test
    void aTargetThatIsNotWellLosesItsConversation() {
        Plan plan = plan(router, "x");
        Target own = plan.targets().getFirst();
        router.answered(plan, own);
        try (Standing.Lease lease = scene.standings.of(own).lease()) {
            lease.failed(Failure.of(Failure.Kind.RATE_LIMITED));
        }
        assertThat(plan(router, "x").targets().getFirst())
                .isEqualTo(plan.targets().get(1));
    }

    @Test
    void withoutConversationTheStrategyDecides() {
        List<String> picks = IntStream.range(0, 10)
                .mapToObj(i -> Scene.first(router, "g"))
                .sorted()
                .toList();
        assertThat(picks).containsExactly("a", "a", "a", "a", "a", "b", "b", "b", "c", "c");
    }
}
