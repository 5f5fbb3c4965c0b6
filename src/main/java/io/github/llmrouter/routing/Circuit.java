package io.github.llmrouter.routing;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The health of one target or one key, changed by many threads. */
final class Circuit {

    private final AtomicReference<Health> health = new AtomicReference<>(Health.FRESH);

    Health health() {
        return health.get();
    }

    void change(UnaryOperator<Health> step) {
        Health before = health.get();
        Health after = step.apply(before);
        if (after != before && !health.compareAndSet(before, after)) {
            health.updateAndGet(step);
        }
    }

    /** Of all who ask while the breaker is half open, one gets the probe; a closed breaker says yes to everybody. */
    boolean claim(long now, long until) {
        while (true) {
            Health before = health.get();
            if (!before.ready(now)) {
                return false;
            }
            if (!before.halfOpen(now) || health.compareAndSet(before, before.probing(until))) {
                return true;
            }
        }
    }
}
