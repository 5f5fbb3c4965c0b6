package io.github.llmrouter.gateway;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One exchange under the {@link Watch}: which silence is allowed, and why it had to end. */
final class Watched implements AutoCloseable {

    /** Why the watch ended an exchange. */
    enum Cause {
        FIRST_BYTE_TIMEOUT,
        IDLE_TIMEOUT,
        CLIENT_GONE,
        /** Another attempt of the same request was faster. */
        LOST,
        SHUTDOWN
    }

    private static final long CLIENT_CHECK_AFTER = Duration.ofMillis(150).toNanos();

    private final Watch watch;
    private final Thread thread;
    private final Reply reply;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long since;
    private volatile long limit;
    private volatile boolean waiting;
    private volatile boolean firstByte;
    private volatile @Nullable Cause cause;
    private volatile @Nullable ClientStream stream;

    Watched(Watch watch, Thread thread, Reply reply) {
        this.watch = watch;
        this.thread = thread;
        this.reply = reply;
    }

    /** Heartbeats go through here from now on. */
    void stream(@Nullable ClientStream stream) {
        this.stream = stream;
    }

    /** From now on this thread waits for the upstream's answer to begin. */
    void awaitFirstByte(Duration limit) throws EndedException {
        await(limit, true);
    }

    /** From now on this thread waits for more of the answer. */
    void awaitMore(Duration limit) throws EndedException {
        await(limit, false);
    }

    private void await(Duration limit, boolean first) throws EndedException {
        if (cause != null) {
            throw new EndedException();
        }
        this.limit = limit.toNanos();
        this.firstByte = first;
        this.since = System.nanoTime();
        this.waiting = true;
        if (cause != null) {
            waiting = false;
            throw new EndedException();
        }
    }

    /** This thread waits no longer; an interrupt that came too late is swallowed. */
    void resumed() {
        waiting = false;
        if (cause != null) {
            settle();
        }
    }

    private void settle() {
        lock.lock();
        try {
            waiting = false;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Why the watch ended this exchange, null if it did not. */
    @Nullable
    Cause cause() {
        return cause;
    }

    void check(long now) {
        ClientStream beating = stream;
        if (beating != null && waiting && beating.silent(now)) {
            // A client that takes nothing must not hold up the watch.
            Thread.ofVirtual().name("llm-router-heartbeat").start(() -> beating.beat(now));
        }
        if (!waiting) {
            return;
        }
        long silent = now - since;
        if (silent > limit) {
            end(firstByte ? Cause.FIRST_BYTE_TIMEOUT : Cause.IDLE_TIMEOUT);
        } else if (silent > CLIENT_CHECK_AFTER && (beating != null && beating.failed() || reply.clientGone())) {
            end(Cause.CLIENT_GONE);
        }
    }

    void end(Cause why) {
        lock.lock();
        try {
            if (cause == null) {
                cause = why;
                if (waiting) {
                    thread.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watch.leave(this);
        settle();
    }

    /** The watch has ended this exchange before the thread began to wait. */
    static final class EndedException extends java.io.IOException {
        private static final long serialVersionUID = 1;

        EndedException() {
            super("the exchange was ended");
        }
    }
}
