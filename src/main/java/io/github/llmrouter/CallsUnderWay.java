package io.github.llmrouter;

import io.github.llmrouter.gateway.Watch;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * The calls that have come in and are not yet answered, recorded and handed back to the container; and how they are brought to an
 * end. For any number of threads.
 */
public final class CallsUnderWay {

    /** How long calls that were told to end may take to do so. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Duration STEP = Duration.ofMillis(10);

    private final AtomicInteger calls = new AtomicInteger();

    CallsUnderWay() {}

    /** A call has come in; {@link #leave} must follow. */
    public void enter() {
        calls.incrementAndGet();
    }

    /** A call is over, and nothing more will be done for it. */
    public void leave() {
        calls.decrementAndGet();
    }

    /** How many there are. */
    public int size() {
        return calls.get();
    }

    /**
     * Lets calls end by themselves for at most {@code grace}, then ends them with an error event; blocks until then.
     *
     * @param deciding what the router asks for itself, which may come too late for its call
     * @param meant whether this is still to be; nothing is ended once it is not
     * @return how many did not end by themselves
     */
    int end(Duration grace, Watch watch, IntSupplier deciding, BooleanSupplier meant) {
        await(grace, () -> meant.getAsBoolean() ? size() : 0, () -> {});
        if (!meant.getAsBoolean()) {
            return 0;
        }
        int ended = size();
        // Again and again: who waits between two attempts begins another exchange.
        await(LAST_WORDS, () -> size() + deciding.getAsInt(), watch::endAll);
        return ended;
    }

    private static void await(Duration most, IntSupplier left, Runnable each) {
        long end = System.nanoTime() + most.toNanos();
        while (left.getAsInt() > 0 && System.nanoTime() < end) {
            each.run();
            LockSupport.parkNanos(STEP.toNanos());
        }
    }
}
