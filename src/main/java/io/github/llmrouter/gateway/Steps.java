package io.github.llmrouter.gateway;

import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Target;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The order in which a plan's targets are tried. A target that failed for the moment is tried again only when no other is left, at
 * most {@value #TRIES} times in all, after a pause that doubles and is half random. Used by one thread.
 */
final class Steps implements Iterator<Gateway.Step> {

    private static final int MOST = 6;
    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final Plan plan;
    private final RetryBudget budget;
    private int at;
    private int tries;
    private int taken;
    private boolean more = true;
    private boolean pause;

    Steps(Plan plan, RetryBudget budget) {
        this.plan = plan;
        this.budget = budget;
    }

    @Override
    public boolean hasNext() {
        return more && at < plan.targets().size() && taken < MOST;
    }

    @Override
    public Gateway.Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (pause) {
            LockSupport.parkNanos(wait(tries));
        }
        taken++;
        tries++;
        return new Try(plan.targets().get(at));
    }

    private static long wait(int tries) {
        long full = Math.min(PAUSE.toNanos() << (tries - 1), LONGEST_PAUSE.toNanos());
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2);
    }

    /** A step that tells {@link Steps} how it went. */
    private final class Try implements Gateway.Step {

        private final Target target;

        Try(Target target) {
            this.target = target;
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public boolean worthMore(Optional<Failure> failure) {
            more = failure.isPresent() && further(failure.get()) && taken < MOST && budget.retry();
            return more;
        }

        private boolean further(Failure failure) {
            boolean another = at + 1 < plan.targets().size();
            if (another && failure.kind().fallsBack()) {
                at++;
                tries = 0;
                pause = false;
                return true;
            }
            pause = true;
            return !another && failure.kind().retriesSame() && tries < TRIES;
        }
    }
}
