package io.github.llmrouter.routing;

/**
 * What is known about a target's or a key's health at one moment: a factor and a circuit breaker.
 *
 * <p>The factor halves with each failure (100, 50, 25, 12, 6, 3, 1, 0). A success adds {@link Rules#successGain()} points, and
 * each whole {@link Rules#timeStep()} since its last change adds {@link Rules#timeGain()}, up to 100: by default a target at 0
 * takes traffic again after 30 seconds and is whole after five minutes without failure.
 *
 * <p>The breaker opens after some failures in a row, or for a cool-down at once. When the time is over it is half open: one
 * request may probe. Its first content closes the breaker, its failure opens it again, even after that; anything else lets the
 * next one probe. Only a complete answer ends a row of failures: answers that begin and break off are failures, too.
 * A success that began before the breaker opened proves nothing and does not close it.
 *
 * @param factor 0 to 100, at {@code factorAt}
 * @param failures in a row
 * @param failedAt when the last one happened
 * @param openUntil when probing may begin, 0 while closed
 * @param probeUntil while a probe is planned or under way no other may begin
 * @param trips how often the breaker opened
 */
record Health(int factor, long factorAt, int failures, long failedAt, long openUntil, long probeUntil, int trips) {

    static final Health FRESH = new Health(100, 0, 0, 0, 0, 0, 0);

    private static final long CLOSED = 0;

    int factor(long now, Rules rules) {
        if (factor == 100) {
            return 100;
        }
        long steps = Math.max(0, now - factorAt) / rules.timeStep().toMillis();
        return (int) Math.min(100, factor + steps * rules.timeGain());
    }

    /** Whether requests may go there; true for a half-open breaker that nobody probes. */
    boolean ready(long now) {
        return openUntil <= now && probeUntil <= now;
    }

    boolean halfOpen(long now) {
        return openUntil != CLOSED && openUntil <= now;
    }

    boolean failedWithin(long millis, long now) {
        return failures > 0 && now - failedAt < millis;
    }

    Health probing(long until) {
        return new Health(factor, factorAt, failures, failedAt, openUntil, until, trips);
    }

    /** The probe ended without saying anything about health. */
    Health released() {
        return probing(0);
    }

    /** @param gain points to add; with 0 the answer has only begun: the factor keeps its clock, failures still count */
    Health succeeded(long now, Rules rules, int gain, int tripsAtBegin) {
        boolean proves = tripsAtBegin == trips;
        int raised = gain == 0 ? factor : Math.min(100, factor(now, rules) + gain);
        long raisedAt = raised == factor ? factorAt : now;
        if (!proves) {
            return new Health(raised, raisedAt, failures, failedAt, openUntil, probeUntil, trips);
        }
        int left = gain == 0 ? failures : 0;
        return raised == factor && failures == left && openUntil == CLOSED
                ? this
                : new Health(raised, raisedAt, left, failedAt, CLOSED, 0, trips);
    }

    /** A failure that halves the factor and counts towards opening. */
    Health failed(long now, Rules rules, boolean probe) {
        Health halved =
                new Health(factor(now, rules) / 2, now, failures + 1, now, openUntil, probe ? 0 : probeUntil, trips);
        boolean opens = openUntil == CLOSED ? halved.failures >= rules.failuresToOpen() : probe;
        return opens ? halved.open(now + rules.open().toMillis()) : halved;
    }

    /** Halves the factor only. */
    Health halved(long now, Rules rules) {
        return new Health(factor(now, rules) / 2, now, failures, now, openUntil, probeUntil, trips);
    }

    Health open(long until) {
        return new Health(factor, factorAt, failures, failedAt, Math.max(openUntil, until), 0, trips + 1);
    }
}
