package io.github.llmrouter.routing.selector;

import java.util.function.LongSupplier;

/**
 * What one evaluation may still cost. A step is about one output of a generator, one call or one value compared; what is
 * copied or allocated is charged before it happens, so that no single operation can be large either. For one thread.
 */
final class Budget {

    private static final int CHECK_EVERY = 1024;

    /** The stack that a call and a level of a value take, in the same unit; a thread's usual megabyte holds the sum. */
    static final int CALL = 5;

    static final int LEVEL = 1;
    private static final int MAX_DEPTH = 1000;

    private final LongSupplier nanoTime;
    private final long start;
    private final long nanos;
    private long steps;
    private long untilCheck = CHECK_EVERY;
    private int depth;

    /** @param nanoTime counts like {@link System#nanoTime}; asked once now and then about every thousand steps */
    Budget(LongSupplier nanoTime, long nanos, long steps) {
        this.nanoTime = nanoTime;
        this.nanos = nanos;
        this.steps = steps;
        this.start = nanoTime.getAsLong();
    }

    /** Enough for a scalar, where nobody counts. */
    static Budget small() {
        return new Budget(() -> 0, 1, CHECK_EVERY);
    }

    void step() {
        spend(1);
    }

    /** Charges the copying of so many array elements, which are cheap one by one. */
    void copy(long elements) {
        spend(1 + elements / 8);
    }

    /** Charges the writing of so many characters. */
    void write(long chars) {
        spend(1 + chars / 16);
    }

    /** Charges the reading of so many characters. */
    void read(long chars) {
        spend(1 + chars / 64);
    }

    void spend(long cost) {
        steps -= cost;
        untilCheck -= cost;
        if (steps < 0) {
            throw new Exhausted("more steps than allowed");
        }
        if (untilCheck < 0) {
            untilCheck = CHECK_EVERY;
            if (nanoTime.getAsLong() - start > nanos) {
                throw new Exhausted("more time than allowed");
            }
        }
    }

    /** So much more on the stack; {@link #leave} when it is gone again. */
    void enter(int size) {
        spend(1);
        depth += size;
        if (depth > MAX_DEPTH) {
            throw new Exhausted("deeper recursion than allowed");
        }
    }

    void leave(int size) {
        depth -= size;
    }

    /** The end of an evaluation that asked for too much; no {@code try} of the selector catches it. */
    static final class Exhausted extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Exhausted(String message) {
            super(message, null, false, false);
        }
    }
}
