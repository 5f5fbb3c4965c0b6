package io.github.llmrouter.usage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Brings entries into the database, and knows whether the last ones arrived; tells when that changes. For any thread, but {@link #directly}. */
final class Arrivals {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.usage");

    private final Database database;
    private final String direct = "memory-" + UUID.randomUUID();
    private long taken;
    private volatile boolean reachable = true;
    private volatile boolean bridged;

    Arrivals(Database database) {
        this.database = database;
    }

    Database database() {
        return database;
    }

    /** Whether the database took the last entries. */
    boolean reachable() {
        return reachable;
    }

    /** From now on a journal holds what does not arrive. */
    void bridge() {
        bridged = true;
    }

    /** Entries that no journal has; those of a group that failed must come again as they are, so that none is taken twice. For one thread. */
    void directly(List<Entry> group) throws SQLException {
        database.store().take(direct, taken, taken + group.size(), group);
        taken += group.size();
    }

    void arrived() {
        if (!reachable) {
            LOG.log(Level.INFO, "The database of usage records is back");
        }
        reachable = true;
    }

    void away(Exception e) {
        if (reachable) {
            LOG.log(
                    Level.ERROR,
                    "The database of usage records is away; {0}: {1}",
                    bridged ? "the journal bridges that" : "they wait in memory",
                    e.toString());
        }
        reachable = false;
    }
}
