package io.github.llmrouter.gateway;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Two attempts at one request: the first that has content answers the client, the other is ended. For several threads. */
final class Race {

    /** Whether the second may start. */
    private enum Second {
        WAITS,
        STARTED,
        NOT_NEEDED
    }

    private final AtomicReference<@Nullable Attempt> winner = new AtomicReference<>();
    private final AtomicReference<Second> second = new AtomicReference<>(Second.WAITS);
    private final Queue<Attempt> running = new ConcurrentLinkedQueue<>();
    private final CountDownLatch settled = new CountDownLatch(1);

    /** Waits until the first attempt is late or needs no help; true if the second shall start. */
    boolean late(Duration after) throws InterruptedException {
        return !settled.await(after.toNanos(), TimeUnit.NANOSECONDS)
                && second.compareAndSet(Second.WAITS, Second.STARTED);
    }

    /** The first attempt is over: a second that has not started is not needed. */
    void close() {
        second.compareAndSet(Second.WAITS, Second.NOT_NEEDED);
        settled.countDown();
    }

    void enter(Attempt attempt) {
        running.add(attempt);
        if (winner.get() != null) {
            attempt.watched.end(Watched.Cause.LOST);
        }
    }

    /** Whether this attempt may answer the client. */
    boolean claim(Attempt attempt) {
        if (winner.compareAndSet(null, attempt)) {
            settled.countDown();
            running.stream().filter(other -> other != attempt).forEach(other -> other.watched.end(Watched.Cause.LOST));
        }
        return winner.get() == attempt;
    }

    boolean lost(Attempt attempt) {
        Attempt first = winner.get();
        return first != null && first != attempt;
    }

    /** Unwinds an attempt that came too late. */
    static final class LostException extends RuntimeException {

        private static final long serialVersionUID = 1;

        LostException() {
            super("another target was faster", null, false, false);
        }
    }
}
