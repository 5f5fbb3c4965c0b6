package io.github.llmrouter.routing;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Where a route's smooth rotation stands. It outlives reloads, so that a saved file does not start every rotation anew. */
final class Rotation {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** How much a target has coming; guarded by the rotation's lock. */
    static final class Turn {
        double due;
    }

    ReentrantLock lock() {
        return lock;
    }

    Turn turn(Target target) {
        return turns.computeIfAbsent(target.id(), id -> new Turn());
    }

    void retain(Collection<String> targets) {
        turns.keySet().retainAll(targets);
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }
}
