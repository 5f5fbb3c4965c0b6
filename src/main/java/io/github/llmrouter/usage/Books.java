package io.github.llmrouter.usage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries for ever: through a journal on disk, in groups of at most {@value #GROUP_MILLIS} ms, into a database. A process that
 * is killed loses no more than its last group; a database may be away for as long as the disk has room, and nothing is counted
 * twice when it is back. Without a data directory there is no journal: what the database has not taken yet, at most {@value #WAITING}
 * entries, is in memory. If the disk is full, a database that is bound takes the entries itself; else as many entries wait in memory,
 * and newer ones are dropped, counted and, once a minute, logged. No request is refused for any of this.
 *
 * <p>Threading: two daemon threads, {@code llm-router-journal} and {@code llm-router-usage}, from the first entry or question on;
 * both end with {@link #close()}.
 */
public final class Books implements Ledger, AutoCloseable {

    static final long GROUP_MILLIS = 50;
    static final int WAITING = 65_536;

    private static final Logger LOG = System.getLogger("io.github.llmrouter.usage");
    private static final int BATCH = 500;
    private static final long PATIENCE_SECONDS = 5;
    private static final long MINUTE = 60_000;

    private final BlockingQueue<Entry> queue;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong silentUntil = new AtomicLong();
    private final String direct = "memory-" + UUID.randomUUID();
    private long directly;
    private final @Nullable Path directory;
    private final Database database;
    private final InstantSource clock;
    private volatile @Nullable Journal journal;
    private @Nullable Thread writer;
    private volatile @Nullable Thread filer;
    private volatile boolean closed;
    private volatile boolean reachable = true;
    private volatile boolean writable = true;

    /**
     * @param directory for the journal and, unless {@code bound} is given, the database; null for none
     * @param bound the container's database, null for an own one
     */
    public Books(@Nullable Path directory, @Nullable DataSource bound, InstantSource clock) {
        this(directory, bound, clock, WAITING);
    }

    /** @param waiting how many entries may wait in memory */
    Books(@Nullable Path directory, @Nullable DataSource bound, InstantSource clock, int waiting) {
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.directory = directory;
        this.database = new Database(directory, bound);
        this.clock = clock;
    }

    /** Opens the journal and takes over what an earlier run left there; otherwise that happens with the first entry. */
    public void start() {
        if (directory != null) {
            begin();
        }
    }

    @Override
    public void record(Entry entry) {
        if (closed || !queue.offer(entry)) {
            drop(1);
            return;
        }
        if (filer == null) {
            begin();
        }
    }

    private void drop(int entries) {
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

    /** Entries that could not be kept. */
    public long dropped() {
        return dropped.get();
    }

    /** Entries that are not on disk or in the database yet. */
    public int waiting() {
        return queue.size();
    }

    /** Whether the database took the last entries. */
    public boolean reachable() {
        return reachable;
    }

    /** Whether the journal's disk took the last entries. */
    public boolean writable() {
        return writable;
    }

    private void begin() {
        lock.lock();
        try {
            if (filer != null || closed) {
                return;
            }
            if (directory != null) {
                try {
                    journal = new Journal(directory.resolve("journal"), clock);
                    writer = Thread.ofPlatform()
                            .daemon()
                            .name("llm-router-journal")
                            .start(this::write);
                } catch (IOException e) {
                    LOG.log(Level.ERROR, "There can be no journal in {0}: {1}", directory, e.toString());
                }
            }
            filer = Thread.ofPlatform().daemon().name("llm-router-usage").start(this::file);
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        List<Entry> group = new ArrayList<>();
        while (true) {
            boolean last = closed;
            try {
                if (group.isEmpty()) {
                    Entry first = queue.poll(last ? 0 : 200, TimeUnit.MILLISECONDS);
                    if (first != null) {
                        group.add(first);
                        queue.drainTo(group, BATCH - 1);
                    }
                }
                if (!group.isEmpty() && (written(group) || handedOver(group))) {
                    group.clear();
                    Thread.sleep(last ? 0 : GROUP_MILLIS);
                } else if (!group.isEmpty()) {
                    if (last) {
                        drop(group.size() + queue.size());
                        return;
                    }
                    Thread.sleep(1000);
                } else if (last) {
                    return;
                }
            } catch (InterruptedException e) {
                // Closing: goes on to the end of the queue.
            }
        }
    }

    private boolean written(List<Entry> group) {
        try {
            Objects.requireNonNull(journal).append(group);
            if (!writable) {
                LOG.log(Level.INFO, "The journal can be written to again; {0} records were dropped", dropped.get());
            }
            writable = true;
            return true;
        } catch (IOException e) {
            if (writable) {
                LOG.log(Level.ERROR, "The journal cannot be written to; records wait in memory: {0}", e.toString());
            }
            writable = false;
            return false;
        }
    }

    /** The disk is full, but the database may be elsewhere. A group that failed stays as it is, so that it is not taken twice. */
    private boolean handedOver(List<Entry> group) {
        if (!database.elsewhere()) {
            return false;
        }
        try {
            database.store().take(direct, directly, directly + group.size(), group);
            directly += group.size();
            return true;
        } catch (SQLException | RuntimeException e) {
            away(e);
            return false;
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void file() {
        List<Entry> batch = new ArrayList<>();
        while (true) {
            boolean last = closed && (writer == null || !writer.isAlive());
            try {
                boolean more;
                if (journal != null) {
                    more = new Filing(journal, database.store()).run(BATCH);
                } else {
                    if (batch.isEmpty()) {
                        queue.drainTo(batch, BATCH);
                    }
                    if (!batch.isEmpty()) {
                        database.store().take(direct, directly, directly + batch.size(), batch);
                        directly += batch.size();
                        batch.clear();
                    }
                    more = !queue.isEmpty();
                }
                arrived();
                if (!more && last) {
                    return;
                }
                if (!more) {
                    pause(Duration.ofMillis(500));
                }
            } catch (SQLException | IOException | RuntimeException e) {
                away(e);
                database.reopen();
                if (last) {
                    drop(batch.size());
                    return;
                }
                pause(Duration.ofSeconds(1));
            }
        }
    }

    private void arrived() {
        if (!reachable) {
            LOG.log(Level.INFO, "The database of usage records is back");
        }
        reachable = true;
    }

    private void away(Exception e) {
        if (reachable) {
            LOG.log(
                    Level.ERROR,
                    "The database of usage records is away; {0}: {1}",
                    journal == null ? "they wait in memory" : "the journal bridges that",
                    e.toString());
        }
        reachable = false;
    }

    /** Waking early does no harm: the loop around it looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private void pause(Duration time) {
        lock.lock();
        try {
            if (!closed) {
                changed.await(time.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // Closing.
        } finally {
            lock.unlock();
        }
    }

    /** Answers questions about the past; for any thread. */
    public UsageReport report() {
        if (filer == null) {
            begin();
        }
        return new UsageReport(database);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        join(writer);
        signal();
        join(filer);
        if (journal != null) {
            journal.close();
        }
        database.close();
    }

    private static void join(@Nullable Thread thread) {
        try {
            if (thread != null && !thread.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
