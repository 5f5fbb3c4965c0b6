package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in this process's memory. One lock guards them all, for well under a microsecond: only so can several buckets agree
 * without one of them refusing somebody because of a request that another bucket is about to refuse.
 *
 * <p>Token buckets that refill steadily, as Bucket4j has them, do not fit here: providers count in calendar windows, also in
 * months, one request takes different amounts from several buckets, amounts of money are no integers, and settling may leave a
 * bucket fuller than it is large.
 */
public final class LocalQuotas implements Quotas {

    /** States are swept when this many more have come; each caller and key brings only a few. */
    private static final int SWEEP = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, State> states = new HashMap<>();
    private final InstantSource clock;
    private int sweepAt = SWEEP;

    public LocalQuotas(InstantSource clock) {
        this.clock = clock;
    }

    /** What one bucket counted in one window; guarded by the lock. */
    private static final class State {
        final Bucket bucket;
        final Span span;
        BigDecimal used = BigDecimal.ZERO;

        State(Bucket bucket, long now) {
            this.bucket = bucket;
            this.span = Span.of(window(), now);
        }

        Config.Window window() {
            return bucket.limit().window();
        }

        Level level(Bucket asked) {
            return new Level(asked, used, Instant.ofEpochMilli(span.start()), Instant.ofEpochMilli(span.end()));
        }
    }

    @Override
    public Admission reserve(List<Bucket> buckets, Amount estimate) {
        List<Held> held = new ArrayList<>(buckets.size());
        lock.lock();
        try {
            long now = clock.millis();
            Admission.@Nullable Refused refused = null;
            for (Bucket bucket : buckets) {
                State state = state(bucket, now);
                BigDecimal part = bucket.taken(estimate).min(bucket.size());
                BigDecimal after = state.used.add(part);
                if (after.compareTo(bucket.size()) > 0 || state.used.compareTo(bucket.size()) >= 0) {
                    refused = later(refused, bucket, Duration.ofMillis(state.span.end() - now));
                }
                held.add(new Held(bucket, state, part));
            }
            if (refused != null) {
                return refused;
            }
            held.forEach(each -> each.state.used = each.state.used.add(each.part));
        } finally {
            lock.unlock();
        }
        return new Admission.Granted(new Holding(held));
    }

    @Override
    public List<Level> levels(List<Bucket> buckets) {
        List<Level> levels = new ArrayList<>(buckets.size());
        lock.lock();
        try {
            long now = clock.millis();
            for (Bucket bucket : buckets) {
                levels.add(state(bucket, now).level(bucket));
            }
        } finally {
            lock.unlock();
        }
        return levels;
    }

    @Override
    public List<Level> people() {
        lock.lock();
        try {
            long now = clock.millis();
            return states.values().stream()
                    .filter(state -> state.span.end() > now && state.bucket.id().startsWith(Bucket.PEOPLE))
                    .map(state -> state.level(state.bucket))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void restore(Bucket bucket, Instant start, BigDecimal used) {
        lock.lock();
        try {
            State state = state(bucket, clock.millis());
            if (state.span.start() == start.toEpochMilli()) {
                state.used = state.used.add(used);
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return states.size();
        } finally {
            lock.unlock();
        }
    }

    /** A clock that was set back does not empty a bucket. */
    private State state(Bucket bucket, long now) {
        State known = states.get(bucket.id());
        if (known != null
                && now < known.span.end()
                && known.window().equals(bucket.limit().window())) {
            return known;
        }
        State fresh = new State(bucket, now);
        states.put(bucket.id(), fresh);
        sweep(now);
        return fresh;
    }

    private void sweep(long now) {
        if (states.size() >= sweepAt) {
            states.values().removeIf(state -> state.span.end() <= now);
            sweepAt = states.size() + SWEEP;
        }
    }

    private static Admission.Refused later(Admission.@Nullable Refused one, Bucket bucket, Duration retryAfter) {
        return one != null && one.retryAfter().compareTo(retryAfter) >= 0
                ? one
                : new Admission.Refused(bucket, retryAfter);
    }

    /** What was taken from one bucket, in the window in which that happened: a later one owes nothing. */
    private record Held(Bucket bucket, State state, BigDecimal part) {}

    /** What one request holds. */
    private final class Holding implements Reservation {

        private final List<Held> held;
        private final AtomicBoolean done = new AtomicBoolean();

        Holding(List<Held> held) {
            this.held = held;
        }

        @Override
        public void settle(Amount actual) {
            finish(actual);
        }

        @Override
        public void close() {
            finish(null);
        }

        private void finish(@Nullable Amount actual) {
            if (held.isEmpty() || !done.compareAndSet(false, true)) {
                return;
            }
            lock.lock();
            try {
                for (Held each : held) {
                    BigDecimal real = actual == null ? BigDecimal.ZERO : each.bucket.taken(actual);
                    each.state.used = each.state.used.subtract(each.part).add(real);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
