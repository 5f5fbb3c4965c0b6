package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a target stands towards one request, for people who want to know why.
 *
 * @param primary false for a fallback
 * @param weight as configured
 * @param factor the part of the weight that its health leaves, 0 to 100
 * @param remaining what is left of its scarcest quota, 0 to 1
 * @param against why it would not be chosen, empty if it may be
 */
public record Verdict(
        Target target, boolean primary, int weight, int factor, double remaining, Optional<Reason> against) {

    /** What can speak against a target, the strongest first. */
    public enum Reason {
        /** An operator took it out. */
        DISABLED,
        SELECTOR,
        QUOTA,
        /** Set aside by its breaker or a cool-down; tried when nothing else is left. */
        ASIDE,
        /** Its factor is 0; tried when nothing else is left. */
        SPENT
    }

    static Verdict of(Candidate candidate, boolean primary, Supplier<JsonNode> body, Quotas quotas, long now) {
        double remaining = quotas.levels(candidate.buckets()).stream()
                .mapToDouble(Level::ratio)
                .min()
                .orElse(1);
        int factor = candidate.standing().factor(now);
        return new Verdict(
                candidate.target(),
                primary,
                candidate.weight(),
                factor,
                remaining,
                against(candidate, body, remaining, factor, now));
    }

    private static Optional<Reason> against(
            Candidate candidate, Supplier<JsonNode> body, double remaining, int factor, long now) {
        if (candidate.standing().disabled()) {
            return Optional.of(Reason.DISABLED);
        }
        if (!candidate.accepts(body)) {
            return Optional.of(Reason.SELECTOR);
        }
        if (remaining <= 0) {
            return Optional.of(Reason.QUOTA);
        }
        if (!candidate.standing().ready(now)) {
            return Optional.of(Reason.ASIDE);
        }
        return factor == 0 ? Optional.of(Reason.SPENT) : Optional.empty();
    }
}
