package io.github.llmrouter.routing.selector;

import org.jspecify.annotations.Nullable;

/**
 * What names mean at run time: a chain with one link for every variable, function, argument and label in scope, nearest
 * first. {@link Names} has the same links when the selector is compiled, so a name is a number of hops. Immutable.
 */
final class Frame {

    private static final Object NOTHING = new Object();

    private final Budget budget;
    private final @Nullable Frame parent;
    private final Object slot;

    private Frame(Budget budget, @Nullable Frame parent, Object slot) {
        this.budget = budget;
        this.parent = parent;
        this.slot = slot;
    }

    Frame(Budget budget) {
        this(budget, null, NOTHING);
    }

    Frame with(Object value) {
        return new Frame(budget, this, value);
    }

    Frame up(int hops) {
        Frame frame = this;
        for (int i = 0; i < hops; i++) {
            frame = java.util.Objects.requireNonNull(frame.parent, "a name was resolved to no link");
        }
        return frame;
    }

    Object slot() {
        return slot;
    }

    Budget budget() {
        return budget;
    }
}
