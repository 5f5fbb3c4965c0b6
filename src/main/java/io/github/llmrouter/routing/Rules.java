package io.github.llmrouter.routing;

import java.time.Duration;

/**
 * How targets lose and regain trust.
 *
 * @param failuresToOpen network and temporary failures in a row after which a target is set aside
 * @param open how long it is then set aside
 * @param successGain points of the factor (0 to 100) that a success brings back
 * @param timeGain points that every {@code timeStep} since the last change brings back
 * @param claim how long a planned probe may take to start before another request may probe
 * @param longestRetryAfter what an upstream may ask for at most
 */
public record Rules(
        int failuresToOpen,
        Duration open,
        int successGain,
        int timeGain,
        Duration timeStep,
        Duration claim,
        Duration rateLimited,
        Duration billing,
        Duration auth,
        Duration policy,
        Duration notFound,
        Duration longestRetryAfter) {

    public static final Rules DEFAULTS = new Rules(
            3,
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

    /** How long one failure of this kind sets its target or key aside; zero if only a row of them does. */
    Duration coolDown(Failure failure) {
        Duration asked = failure.retryAfter() == null ? Duration.ZERO : least(failure.retryAfter(), longestRetryAfter);
        return switch (failure.kind()) {
            case NETWORK, UNSUPPORTED -> Duration.ZERO;
            case TEMPORARY -> asked;
            case RATE_LIMITED -> asked.isPositive() ? asked : rateLimited;
            case BILLING -> billing;
            case AUTH, FORBIDDEN -> auth;
            case POLICY -> policy;
            case NOT_FOUND -> notFound;
        };
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
