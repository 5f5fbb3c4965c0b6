package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Target;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The order in which a plan's targets are tried. A target that failed for the moment is tried again only when no other is left, at
 * most {@value #TRIES} times in all, after a pause that doubles and is half random, or that the upstream asked for. A conversation
 * that is too long for a target goes to those that are known to take longer ones. Where every target was set aside, only the one
 * that recovers first is tried, once. Used by one thread at a time.
 */
final class Steps {

    /** Calls to upstreams for one request, over all targets. */
    static final int MOST = 6;

    /** Calls to one target for one request. */
    static final int TRIES = 3;

    private final Plan plan;
    private final RetryBudget budget;
    private final Pause pause;
    private final boolean once;
    private int at;
    private int tries;
    private int taken;
    private boolean more = true;
    private Duration wait = Duration.ZERO;

    Steps(Plan plan, RetryBudget budget, Pause pause) {
        this(plan, budget, pause, false);
    }

    /** @param once whether no target is tried again */
    Steps(Plan plan, RetryBudget budget, Pause pause, boolean once) {
        this.once = once;
        this.plan = plan;
        this.budget = budget;
        this.pause = pause;
    }

    /** Whether there is a target to try now. */
    boolean more() {
        return more && at < plan.targets().size() && taken < MOST;
    }

    /** The target to try now; waits first if it has just failed. */
    Target next() {
        if (!more()) {
            throw new NoSuchElementException();
        }
        if (wait.isPositive()) {
            pause.hold(wait);
        }
        taken++;
        tries++;
        return plan.targets().get(at);
    }

    /** The target was not called after all, because its quota is used up: on to the next. */
    void notCalled() {
        taken--;
        advance(at + 1);
    }

    /** Another target to ask while the first is still silent. It is not asked again if both fail. */
    Optional<Target> alongside() {
        if (!others() || taken >= MOST || !budget.retry()) {
            return Optional.empty();
        }
        taken++;
        advance(at + 1);
        return Optional.of(plan.targets().get(at));
    }

    /**
     * Hears how it went.
     *
     * @param failure empty if the request itself was at fault
     * @return whether there is something left to try
     */
    boolean failed(Fault fault, Optional<Failure> failure) {
        more = taken < MOST && further(fault, failure) && budget.retry();
        return more;
    }

    private boolean further(Fault fault, Optional<Failure> failure) {
        if (plan.recoversIn().isPresent()) {
            return false;
        }
        if (fault.kind() == Fault.Kind.CONTEXT_TOO_LONG) {
            Optional<Target> roomier = plan.roomier(plan.targets().get(at)).findFirst();
            roomier.ifPresent(target -> advance(plan.targets().indexOf(target)));
            return roomier.isPresent();
        }
        if (failure.isEmpty()) {
            return false;
        }
        if (others()) {
            advance(at + 1);
            return failure.get().kind().fallsBack();
        }
        return again(failure.get());
    }

    private boolean again(Failure failure) {
        Duration asked = failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter();
        wait = pause.before(tries, asked);
        return failure.kind().retriesSame() && !once && tries < TRIES && asked.compareTo(Pause.LONGEST) <= 0;
    }

    private boolean others() {
        return plan.recoversIn().isEmpty() && at + 1 < plan.targets().size();
    }

    private void advance(int to) {
        at = to;
        tries = 0;
        wait = Duration.ZERO;
    }
}
