package io.github.llmrouter.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What has been learned about one target. For any number of threads. */
public final class Standing {

    /** A probe that never ends must not keep others away for ever. */
    private static final long LONGEST_PROBE = Duration.ofMinutes(10).toMillis();

    private static final int AS_CONFIGURED = -1;

    private final Circuit target = new Circuit();
    private final Circuit key;
    private final Rules rules;
    private final InstantSource clock;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final Latency latency = new Latency();

    private volatile boolean disabled;
    private volatile int weight = AS_CONFIGURED;
    private volatile @Nullable LastError lastError;

    /** What went wrong last. */
    public record LastError(Instant at, Failure.Kind kind, String message) {}

    Standing(Circuit key, Rules rules, InstantSource clock) {
        this.key = key;
        this.rules = rules;
        this.clock = clock;
    }

    /** Counts one more request under way until the lease is closed. */
    public Lease lease() {
        return new Lease();
    }

    /** Requests under way. */
    public int open() {
        return open.get();
    }

    /** The part of its weight that the target deserves, 0 to 100. */
    public int factor() {
        return factor(clock.millis());
    }

    /** Tokens that were used so far. */
    public long used() {
        return used.get();
    }

    /** Recent time to the first content, empty until there was one. */
    public Optional<Duration> latency() {
        double millis = latency.millis();
        return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(millis)));
    }

    /** When the target or its key will be tried again; empty if nothing is against it now. */
    public Optional<Instant> asideUntil() {
        long now = clock.millis();
        return ready(now) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Math.max(now, recoversAt())));
    }

    /** Forgets every failure. */
    public void reset() {
        target.change(health -> Health.FRESH);
        key.change(health -> Health.FRESH);
    }

    /** Takes the target out of every choice, or back; a reload changes nothing of that. */
    public void disable(boolean disabled) {
        this.disabled = disabled;
    }

    public boolean disabled() {
        return disabled;
    }

    /** Puts another weight in the place of the configured ones; empty to give these back. */
    public void weigh(OptionalInt weight) {
        this.weight = weight.orElse(AS_CONFIGURED);
    }

    /** The weight that an operator has set. */
    public OptionalInt weight() {
        int set = weight;
        return set == AS_CONFIGURED ? OptionalInt.empty() : OptionalInt.of(set);
    }

    /** What the target did wrong last, also if that is long ago. */
    public Optional<LastError> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** Takes over what an earlier run had counted. */
    public void restore(long tokens) {
        used.addAndGet(tokens);
    }

    int factor(long now) {
        return target.health().factor(now, rules);
    }

    boolean ready(long now) {
        return target.health().ready(now) && key.health().ready(now);
    }

    boolean halfOpen(long now) {
        return target.health().halfOpen(now) || key.health().halfOpen(now);
    }

    boolean failedLately(long now) {
        return target.health().failedWithin(rules.open().toMillis(), now);
    }

    long recoversAt() {
        return Math.max(target.health().openUntil(), key.health().openUntil());
    }

    double latencyMillis() {
        return latency.millis();
    }

    /** Tokens used, and those which the requests under way will use if they are like the earlier ones. */
    double load() {
        long total = used.get();
        double each = Math.max(1.0, (double) total / Math.max(1, answers.get()));
        return total + open.get() * each;
    }

    /** Whether this request may go there now; takes the only probe of a half-open breaker. */
    boolean claim(long now) {
        long until = now + rules.claim().toMillis();
        if (!key.claim(now, until)) {
            return false;
        }
        boolean claimed = target.claim(now, until);
        if (!claimed && key.health().halfOpen(now)) {
            key.change(Health::released);
        }
        return claimed;
    }

    /**
     * One request under way. Its holder says how it went, once, and closes it, whatever happens; closing without a word (the
     * client left, or the request was at fault) changes no health.
     */
    public final class Lease implements AutoCloseable {

        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicBoolean told = new AtomicBoolean();
        private final AtomicBoolean answering = new AtomicBoolean();
        private final long begun = clock.millis();
        private final int targetTrips;
        private final int keyTrips;
        private final boolean targetProbe;
        private final boolean keyProbe;

        private Lease() {
            open.incrementAndGet();
            targetTrips = target.health().trips();
            keyTrips = key.health().trips();
            targetProbe = probe(target);
            keyProbe = probe(key);
        }

        private boolean probe(Circuit circuit) {
            if (!circuit.health().halfOpen(begun)) {
                return false;
            }
            circuit.change(health -> health.halfOpen(begun) ? health.probing(begun + LONGEST_PROBE) : health);
            return true;
        }

        /** The first content came: that is the latency, and enough for a probe. */
        public void answering() {
            if (!answering.compareAndSet(false, true)) {
                return;
            }
            long now = clock.millis();
            latency.add(now - begun);
            prove(now, 0);
        }

        /** The answer was complete. */
        public void succeeded() {
            if (!told.compareAndSet(false, true)) {
                return;
            }
            if (!answering.getAndSet(true)) {
                latency.add(clock.millis() - begun);
            }
            prove(clock.millis(), rules.successGain());
        }

        /** The target, not the client, was at fault. */
        public void failed(Failure why) {
            if (!told.compareAndSet(false, true)) {
                return;
            }
            long now = clock.millis();
            fail(why, now);
            long coolDown = rules.coolDown(why).toMillis();
            if (coolDown > 0) {
                switch (why.kind().scope()) {
                    case TARGET -> target.change(health -> health.open(now + coolDown));
                    case KEY -> key.change(health -> health.open(now + coolDown));
                }
            }
        }

        /** As {@link #failed(Failure)}, and remembers what the target said. */
        public void failed(Failure why, String message) {
            lastError = new LastError(clock.instant(), why.kind(), message);
            failed(why);
        }

        /** Nothing can be said about the target: the request itself was at fault, or the client left. */
        public void neutral() {
            told.set(true);
        }

        /** Counts the request's tokens, also estimated ones. To be called once. */
        public void used(long tokens) {
            used.addAndGet(tokens);
            answers.incrementAndGet();
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            open.decrementAndGet();
            if (targetProbe) {
                target.change(health -> release(health, targetTrips));
            }
            if (keyProbe) {
                key.change(health -> release(health, keyTrips));
            }
        }

        private Health release(Health health, int trips) {
            return health.trips() == trips && health.probeUntil() > 0 ? health.released() : health;
        }

        private void prove(long now, int gain) {
            target.change(health -> health.succeeded(now, rules, gain, targetTrips));
            key.change(health -> health.succeeded(now, rules, gain, keyTrips));
        }

        private void fail(Failure why, long now) {
            switch (why.kind()) {
                case NETWORK, TEMPORARY -> target.change(health -> health.failed(now, rules, targetProbe));
                case RATE_LIMITED, BILLING, AUTH, FORBIDDEN, NOT_FOUND ->
                    target.change(health -> health.halved(now, rules));
                case POLICY, UNSUPPORTED -> {
                    // This says something about the request, nothing about the next one.
                }
            }
        }
    }
}
