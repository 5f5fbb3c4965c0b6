package io.github.llmrouter.usage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes what waits in memory to the journal, in groups. If the disk is full, a database that is elsewhere takes the group itself. */
final class JournalWriter implements Runnable {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.usage");

    private final Journal journal;
    private final Backlog backlog;
    private final Arrivals arrivals;
    private volatile boolean writable = true;

    JournalWriter(Journal journal, Backlog backlog, Arrivals arrivals) {
        this.journal = journal;
        this.backlog = backlog;
        this.arrivals = arrivals;
    }

    /** Whether the disk took the last entries. */
    boolean writable() {
        return writable;
    }

    /** Until the backlog is closed and empty. */
    @Override
    public void run() {
        List<Entry> group = new ArrayList<>();
        while (true) {
            boolean last = backlog.closed();
            try {
                if (group.isEmpty()) {
                    Entry first = backlog.poll(last ? 0 : 200);
                    if (first != null) {
                        group.add(first);
                        backlog.drainTo(group, Books.BATCH - 1);
                    }
                }
                if (!group.isEmpty() && (written(group) || handedOver(group))) {
                    group.clear();
                    Thread.sleep(last ? 0 : Books.GROUP_MILLIS);
                } else if (!group.isEmpty()) {
                    if (last) {
                        backlog.drop(group.size() + backlog.size());
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
            journal.append(group);
            if (!writable) {
                LOG.log(Level.INFO, "The journal can be written to again; {0} records were dropped", backlog.dropped());
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

    private boolean handedOver(List<Entry> group) {
        if (!arrivals.database().elsewhere()) {
            return false;
        }
        try {
            arrivals.directly(group);
            return true;
        } catch (SQLException | RuntimeException e) {
            arrivals.away(e);
            return false;
        }
    }
}
