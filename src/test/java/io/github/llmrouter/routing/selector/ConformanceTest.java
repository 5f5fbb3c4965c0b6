package io.github.llmrouter.routing.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The claims of jq's manual, case by case. */
class ConformanceTest {

    static List<JqCase> claims() {
        return JqCase.read("conformance.tsv");
    }

    static List<JqCase> knownGaps() {
        return JqCase.read("known-gaps.tsv");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void theClaimHolds(JqCase claim) {
        assertThat(claim.difference())
                .as("%s: expected %s", claim, claim.outputs())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("knownGaps")
    void aKnownGapIsStillOne(JqCase gap) {
        assertThat(gap.difference())
                .as("%s now holds: move it to conformance.tsv", gap)
                .isNotEmpty();
    }

    @Test
    void theTableCoversTheManual() {
        List<JqCase> all = claims();
        int gaps = knownGaps().size();
        long held = all.stream().filter(claim -> claim.difference().isEmpty()).count();
        System.out.printf(
                "jq conformance: %d of %d cases hold (%.1f %%), %d known gaps%n",
                held, all.size() + gaps, 100.0 * held / (all.size() + gaps), gaps);
        assertThat(all).hasSizeGreaterThan(250);
        assertThat(all).extracting(JqCase::section).doesNotContain("");
    }
}
