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
import java.util.concurrent.TimeUnit;
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
    static final int BATCH = 500;

    private static final Logger LOG = System.getLogger("io.github.llmrouter.usage");
    private static final long PATIENCE_SECONDS = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final @Nullable Path directory;
    private final Database database;
    private final InstantSource clock;
    private final Backlog backlog;
    private final Arrivals arrivals;
    private @Nullable Journal journal;
    private volatile @Nullable JournalWriter writing;
    private volatile @Nullable Thread writer;
    private volatile @Nullable Thread filer;

    /**
     * @param directory for the journal and, unless {@code bound} is given, the database; null for none
     * @param bound the container's database, null for an own one
     */
    public Books(@Nullable Path directory, @Nullable DataSource bound, InstantSource clock) {
        this(directory, bound, clock, WAITING);
    }

    /** @param waiting how many entries may wait in memory */
    Books(@Nullable Path directory, @Nullable DataSource bound, InstantSource clock, int waiting) {
        this.directory = directory;
        this.database = new Database(directory, bound);
        this.clock = clock;
        this.backlog = new Backlog(waiting, clock);
        this.arrivals = new Arrivals(database);
    }

    /** Opens the journal and takes over what an earlier run left there; otherwise that happens with the first entry. */
    public void start() {
        if (directory != null) {
            begin();
        }
    }

    @Override
    public void record(Entry entry) {
        if (backlog.add(entry) && filer == null) {
            begin();
        }
    }

    /** Entries that could not be kept. */
    public long dropped() {
        return backlog.dropped();
    }

    /** Entries that are not on disk or in the database yet. */
    public int waiting() {
        return backlog.size();
    }

    /** Whether the database took the last entries. */
    public boolean reachable() {
        return arrivals.reachable();
    }

    /** Whether the journal's disk took the last entries. */
    public boolean writable() {
        JournalWriter now = writing;
        return now == null || now.writable();
    }

    private void begin() {
        lock.lock();
        try {
            if (filer != null || backlog.closed()) {
                return;
            }
            if (directory != null) {
                try {
                    journal = new Journal(directory.resolve("journal"), clock);
                    arrivals.bridge();
                    writing = new JournalWriter(journal, backlog, arrivals);
                    writer = Thread.ofPlatform()
                            .daemon()
                            .name("llm-router-journal")
                            .start(writing);
                } catch (IOException e) {
                    LOG.log(Level.ERROR, "There can be no journal in {0}: {1}", directory, e.toString());
                }
            }
            Filing filing = journal == null ? null : new Filing(journal, database.store());
            filer = Thread.ofPlatform().daemon().name("llm-router-usage").start(() -> file(filing));
        } finally {
            lock.unlock();
        }
    }

    private void file(@Nullable Filing filing) {
        List<Entry> batch = new ArrayList<>();
        while (true) {
            boolean last = backlog.closed() && (writer == null || !writer.isAlive());
            try {
                boolean more = filing != null ? filing.run(BATCH) : moved(batch);
                arrivals.arrived();
                if (!more && last) {
                    return;
                }
                if (!more) {
                    pause(Duration.ofMillis(500));
                }
            } catch (SQLException | IOException | RuntimeException e) {
                arrivals.away(e);
                database.reopen();
                if (last) {
                    backlog.drop(batch.size());
                    return;
                }
                pause(Duration.ofSeconds(1));
            }
        }
    }

    /** Where there is no journal. A batch that failed is tried again as it is. */
    private boolean moved(List<Entry> batch) throws SQLException {
        if (batch.isEmpty()) {
            backlog.drainTo(batch, BATCH);
        }
        if (!batch.isEmpty()) {
            arrivals.directly(batch);
            batch.clear();
        }
        return backlog.size() > 0;
    }

    /** Waking early does no harm: the loop around it looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private void pause(Duration time) {
        lock.lock();
        try {
            if (!backlog.closed()) {
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
            backlog.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        join(writer);
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
