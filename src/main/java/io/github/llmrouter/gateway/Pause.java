package io.github.llmrouter.gateway;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The time between two calls to the same target. For any thread, as far as its parts are.
 *
 * @param sleeper blocks the calling thread
 */
record Pause(RandomGenerator random, Consumer<Duration> sleeper) {

    /** No request waits longer than this to be tried again. */
    static final Duration LONGEST = Duration.ofSeconds(3);

    private static final Duration FIRST = Duration.ofMillis(250);

    /** Really waits. */
    static Pause real() {
        return new Pause(
                () -> ThreadLocalRandom.current().nextLong(), duration -> LockSupport.parkNanos(duration.toNanos()));
    }

    /** @param tries how often the target was called already */
    Duration before(int tries, Duration asked) {
        long full = Math.min(FIRST.toNanos() << (tries - 1), LONGEST.toNanos());
        Duration own = Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
        return asked.compareTo(own) > 0 ? asked : own;
    }

    void hold(Duration duration) {
        sleeper.accept(duration);
    }
}
