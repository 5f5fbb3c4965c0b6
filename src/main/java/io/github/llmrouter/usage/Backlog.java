package io.github.llmrouter.usage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Entries that wait in memory to be kept, and how many could not be. For any thread. */
final class Backlog {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.usage");
    private static final long MINUTE = 60_000;

    private final BlockingQueue<Entry> queue;
    private final InstantSource clock;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong silentUntil = new AtomicLong();
    private volatile boolean closed;

    /** @param most how many may wait */
    Backlog(int most, InstantSource clock) {
        this.queue = new ArrayBlockingQueue<>(most);
        this.clock = clock;
    }

    /** Drops the entry if there is no room for it, or nobody will look any more. */
    boolean add(Entry entry) {
        boolean added = !closed && queue.offer(entry);
        if (!added) {
            drop(1);
        }
        return added;
    }

    /** The first one, null if none comes in time. */
    @Nullable
    Entry poll(long millis) throws InterruptedException {
        return queue.poll(millis, TimeUnit.MILLISECONDS);
    }

    void drainTo(Collection<Entry> group, int most) {
        queue.drainTo(group, most);
    }

    int size() {
        return queue.size();
    }

    /** Counts entries that are lost and, once a minute, tells. */
    void drop(int entries) {
        if (entries == 0) {
            return;
        }
        long all = dropped.addAndGet(entries);
        long now = clock.millis();
        long due = silentUntil.get();
        if (now >= due && silentUntil.compareAndSet(due, now + MINUTE)) {
            LOG.log(Level.ERROR, "Records of usage cannot be kept and are dropped; {0} so far", all);
        }
    }

    long dropped() {
        return dropped.get();
    }

    /** Takes no more; what is there is still to be kept. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }
}
