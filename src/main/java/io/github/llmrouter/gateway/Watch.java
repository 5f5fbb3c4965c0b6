package io.github.llmrouter.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after all exchanges under way: upstreams that are silent for too long, clients that left while nothing was being written,
 * heartbeats, and the end of everything at shutdown.
 *
 * <p>Threading: one daemon thread named {@code llm-router-watch}, ended by {@link #close()}. It interrupts an exchange's virtual
 * thread only while that waits for its upstream; the blocked socket is then closed by the JDK.
 */
public final class Watch implements AutoCloseable {

    private static final long TICK = Duration.ofMillis(50).toNanos();

    private final Set<Watched> live = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    public Watch() {
        thread = Thread.ofPlatform().daemon().name("llm-router-watch").start(this::run);
    }

    /** To be called on the thread that will wait for the upstream. */
    Watched enter(Reply reply) {
        Watched watched = new Watched(this, Thread.currentThread(), reply);
        live.add(watched);
        return watched;
    }

    void leave(Watched watched) {
        live.remove(watched);
    }

    /** Exchanges under way. */
    public int size() {
        return live.size();
    }

    /** Ends every exchange with an error event in its client's dialect. */
    public void endAll() {
        live.forEach(watched -> watched.end(Watched.Cause.SHUTDOWN));
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK);
            long now = System.nanoTime();
            for (Watched watched : live) {
                watched.check(now);
            }
        }
    }
}
