package io.github.llmrouter.routing;

import static io.github.llmrouter.routing.Scene.NO_BODY;
import static io.github.llmrouter.routing.Scene.all;
import static io.github.llmrouter.routing.Scene.first;
import static io.github.llmrouter.routing.Scene.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config.Strategy;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What names mean. */
class RouterTest {

    private final Scene scene = new Scene().model("a", "p").model("b", "p").model("c", "q");

    @Test
    void aModelIsFoundByItsNameAndByItsProvidersPath() {
        Router router = scene.router();
        assertThat(all(router, "a")).containsExactly("a");
        assertThat(all(router, "p/a")).containsExactly("a");
        assertThat(all(router, "q/c")).containsExactly("c");
    }

    @Test
    void anUnknownNameIsNotFound() {
        Router router = scene.router();
        for (String name : List.of("x", "p/x", "p/c", "x/a", "alias:x", " a", "A")) {
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> router.plan(name, NO_BODY))
                    .satisfies(e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.NOT_FOUND))
                    .satisfies(e -> assertThat(e.fault().code()).isEqualTo("model_not_found"))
                    .withMessage("Model '" + name + "' not found");
        }
    }

    @Test
    void anAbsentNameIsTheDefaultModel() {
        Router router = scene.defaultModel("b").router();
        assertThat(all(router, null)).containsExactly("b");
        assertThat(all(router, "")).containsExactly("b");
        assertThat(all(router, "smart")).containsExactly("b");
    }

    @Test
    void withoutDefaultModelAnAbsentNameIsNotFound() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> scene.router().plan(null, NO_BODY))
                .withMessageContaining("no default model");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> scene.defaultModel("smart").router().plan(null, NO_BODY));
    }

    @Test
    void aGroupMayBeCalledSmart() {
        Router router = scene.defaultModel("b")
                .group("smart", Strategy.ORDERED, member("c", 1))
                .router();
        assertThat(all(router, "smart")).containsExactly("c");
        assertThat(all(router, null)).containsExactly("c");
    }

    @Test
    void aGroupHidesAModelOfTheSameName() {
        Router router = scene.group("a", Strategy.ORDERED, member("c", 1)).router();
        assertThat(all(router, "a")).containsExactly("c");
        assertThat(router.plan("a", NO_BODY).group()).isPresent();
        assertThat(router.names()).extracting(Name::name).containsExactly("a", "b", "c");
    }

    @Test
    void membersAndFallbacksMeanTheModelWhereAGroupIsCalledAlike() {
        Router router = scene.group("a", Strategy.ORDERED, List.of("b"), null, member("a", 1), member("c", 1))
                .group("b", Strategy.ORDERED, member("c", 1))
                .group("h", Strategy.ORDERED, member("a", 1))
                .router();
        assertThat(all(router, "a")).containsExactly("a", "c", "b");
        assertThat(all(router, "h")).containsExactly("a");
    }

    @Test
    void namesListGroupsThenModelsWithTheirModel() {
        Router router = scene.group("g", Strategy.ORDERED, member("c", 1)).router();
        assertThat(router.names()).extracting(Name::name).containsExactly("g", "a", "b", "c");
        assertThat(router.names())
                .extracting(name -> name.model().isPresent())
                .containsExactly(false, true, true, true);
    }

    @Test
    void membersThatDoNotExistAreLeftOut() {
        Router router = scene.group("g", Strategy.ORDERED, member("nobody", 1), member("c", 1))
                .router();
        assertThat(all(router, "g")).containsExactly("c");
    }

    @Test
    void selectorsFilterAndTheBodyIsReadOnce() throws Exception {
        Router router = scene.group(
                        "g", Strategy.ORDERED, member("a", 1, ".x"), member("b", 1, ".y"), member("c", 1, ".x"))
                .router();
        AtomicInteger reads = new AtomicInteger();
        JsonNode body = Json.read("{\"x\":true}");
        Plan plan = router.plan("g", () -> {
            reads.incrementAndGet();
            return body;
        });
        assertThat(plan.targets()).extracting(target -> target.model().name()).containsExactly("a", "c");
        assertThat(plan.skipped()).extracting(Plan.Skipped::reason).containsExactly(Plan.Reason.SELECTOR);
        assertThat(reads).hasValue(1);
    }

    @Test
    void whenNoSelectorAgreesTheMessageSaysSo() throws Exception {
        Router router = scene.group("g", Strategy.ORDERED, member("a", 1, ".x")).router();
        JsonNode body = Json.read("{}");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> router.plan("g", () -> body))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo("model_not_found"))
                .withMessageContaining("No model in group 'g' matches");
    }

    @Test
    void everyBadSelectorIsReportedWithItsPosition() {
        scene.group("g", Strategy.ORDERED, member("a", 1, ".x |"), member("b", 1, ".x"), member("c", 1, "[.y"));
        assertThatIllegalArgumentException()
                .isThrownBy(scene::router)
                .satisfies(e -> assertThat(e.getMessage().lines().filter(line -> line.startsWith("here:1:1: selector")))
                        .hasSize(2));
    }

    @Test
    void aBlankSelectorIsNone() {
        Router router = scene.group("g", Strategy.ORDERED, member("a", 1, " ")).router();
        assertThat(all(router, "g")).containsExactly("a");
        assertThat(router.selectors()).isEmpty();
    }

    @Test
    void nestedGroupsAreFlattenedWithTheOuterWeightAndBothSelectors() throws Exception {
        Router router = scene.group("inner", Strategy.ORDERED, member("a", 7, ".x"), member("b", 7))
                .group("outer", Strategy.ORDERED, member("inner", 3, ".y"), member("c", 1))
                .router();
        JsonNode y = Json.read("{\"y\":true}");
        JsonNode none = Json.read("{}");
        assertThat(router.plan("outer", () -> y).targets())
                .extracting(target -> target.model().name())
                .containsExactly("b", "c");
        assertThat(router.plan("outer", () -> none).targets())
                .extracting(target -> target.model().name())
                .containsExactly("c");
    }

    @Test
    void groupsThatContainEachOtherEnd() {
        Router router = scene.group("g", Strategy.ORDERED, member("h", 1), member("a", 1))
                .group("h", Strategy.ORDERED, member("g", 1), member("b", 1))
                .group("i", Strategy.ORDERED, member("i", 1))
                .router();
        assertThat(all(router, "g")).containsExactly("b", "a");
        assertThatExceptionOfType(FaultException.class).isThrownBy(() -> router.plan("i", NO_BODY));
    }

    @Test
    void anAliasSharesTheRotationOfItsGroup() {
        Router router = scene.group("g", Strategy.ROUNDROBIN, member("a", 3), member("b", 1))
                .group("alias", Strategy.ORDERED, member("g", 1))
                .router();
        List<String> picks =
                List.of(first(router, "g"), first(router, "alias"), first(router, "g"), first(router, "alias"));
        assertThat(picks).containsExactly("a", "a", "b", "a");
        assertThat(first(router, "alias:alias")).isEqualTo("a");
    }

    @Test
    void aModelSharesItsWeightAmongItsKeys() {
        Router router = scene.provider("keys", "1", "2")
                .model("k", "keys")
                .group("g", Strategy.ROUNDROBIN, member("k", 100), member("c", 100))
                .router();
        List<String> labels = java.util.stream.Stream.generate(
                        () -> router.plan("g", NO_BODY).targets().getFirst().label())
                .limit(4)
                .toList();
        assertThat(labels).containsExactlyInAnyOrder("keys/key1/k", "keys/key2/k", "q/key1/c", "q/key1/c");
    }

    @Test
    void fallbacksFollowAllPrimariesAndNeverRotate() {
        Router router = scene.model("d", "q", "a")
                .model("e", "q")
                .group("g", Strategy.ROUNDROBIN, List.of("c"), null, member("d", 1), member("b", 1))
                .router();
        for (int i = 0; i < 10; i++) {
            List<String> names = all(router, "g");
            assertThat(names.subList(0, 2)).containsExactlyInAnyOrder("d", "b");
            assertThat(names.subList(2, 4)).containsExactly("c", "a");
        }
        assertThat(all(router, "d")).containsExactly("d", "a");
    }

    @Test
    void anExplanationNamesWhatSpeaksAgainstEachTargetAndChangesNothing() throws Exception {
        Router router = scene.model("d", "r")
                .group(
                        "g",
                        Strategy.ROUNDROBIN,
                        List.of("d"),
                        null,
                        member("a", 1),
                        member("b", 2, ".x"),
                        member("c", 3))
                .router();
        JsonNode body = Json.read("{}");
        try (Standing.Lease lease = scene.standing(router, "c").lease()) {
            lease.failed(Failure.of(Failure.Kind.RATE_LIMITED));
        }
        for (int i = 0; i < 2; i++) {
            List<Verdict> verdicts = router.explain("g", () -> body);
            assertThat(verdicts)
                    .extracting(verdict -> verdict.target().model().name())
                    .containsExactly("a", "b", "c", "d");
            assertThat(verdicts).extracting(Verdict::primary).containsExactly(true, true, true, false);
            assertThat(verdicts).extracting(Verdict::factor).containsExactly(100, 100, 50, 100);
            assertThat(verdicts)
                    .extracting(verdict -> verdict.against().map(Enum::name).orElse("-"))
                    .containsExactly("-", "SELECTOR", "ASIDE", "-");
        }
    }
}
