package io.github.llmrouter.usage;

import io.github.llmrouter.chat.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries and their sums in a database: H2, PostgreSQL or MariaDB. For any thread. */
final class Store {

    private static final int COLUMNS = 29;

    private final Database database;
    private final boolean details;

    /** @param details whether single entries are kept, beside the sums */
    Store(Database database, boolean details) {
        this.database = database;
        this.details = details;
    }

    /** How far a journal's segment has been taken over, 0 if not at all. */
    long position(String segment) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT position FROM usage_position WHERE segment = ?")) {
            query.setString(1, segment);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /**
     * Takes entries over, all of them or none.
     *
     * @return false if somebody else has moved the segment's position meanwhile: then nothing happened
     */
    boolean take(String segment, long from, long to, List<Entry> entries) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                if (!move(connection, segment, from, to)) {
                    connection.rollback();
                    return false;
                }
                if (details) {
                    insert(connection, segment, from, entries);
                }
                for (DaySum sum : DaySum.of(entries)) {
                    sum.add(connection);
                }
                connection.commit();
                return true;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Returns when all that was taken over survives whatever happens to this process. */
    void settle() throws SQLException {
        database.settle();
    }

    /** Forgets the position of a segment that is no more. */
    void forget(String segment) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM usage_position WHERE segment = ?")) {
            delete.setString(1, segment);
            delete.executeUpdate();
        }
    }

    private static boolean move(Connection connection, String segment, long from, long to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE usage_position SET position = ? WHERE segment = ? AND position = ?")) {
            update.setLong(1, to);
            update.setString(2, segment);
            update.setLong(3, from);
            if (update.executeUpdate() == 1) {
                return true;
            }
        }
        if (from > 0) {
            return false;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO usage_position (segment, position) VALUES (?, ?)")) {
            insert.setString(1, segment);
            insert.setLong(2, to);
            return insert.executeUpdate() == 1;
        }
    }

    private static void insert(Connection connection, String segment, long from, List<Entry> entries)
            throws SQLException {
        String marks = "?, ".repeat(COLUMNS - 1) + "?";
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO usage_entry VALUES (" + marks + ")")) {
            int number = 0;
            for (Entry entry : entries) {
                bind(insert, segment + ":" + from + "+" + number++, entry);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, String id, Entry entry) throws SQLException {
        Usage usage = entry.usage();
        Object[] values = {
            id,
            entry.when().toEpochMilli(),
            cut(entry.requestId(), 128),
            cut(entry.caller(), 128),
            entry.dialect(),
            entry.operation(),
            cut(entry.asked(), 256),
            cut(entry.group(), 128),
            cut(entry.target(), 512),
            cut(entry.provider(), 128),
            cut(entry.model(), 128),
            cut(entry.key(), 128),
            entry.stream(),
            entry.attempt(),
            entry.last(),
            entry.outcome().name(),
            entry.status(),
            entry.error() == null ? null : cut(entry.error(), 512),
            usage == null ? null : usage.input(),
            usage == null ? null : usage.cacheRead(),
            usage == null ? null : usage.cacheWrite5m(),
            usage == null ? null : usage.cacheWrite1h(),
            usage == null ? null : usage.output(),
            usage == null ? null : usage.reasoning(),
            usage != null && usage.estimated(),
            entry.cost(),
            millis(entry.firstContent()),
            entry.overhead() == null ? null : entry.overhead().toNanos() / 1000,
            entry.duration().toMillis()
        };
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                insert.setNull(i + 1, i == 17 ? Types.VARCHAR : i == 25 ? Types.DECIMAL : Types.BIGINT);
            } else {
                insert.setObject(i + 1, values[i]);
            }
        }
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    /** PostgreSQL takes no NUL, and no database half a character. */
    static String cut(String text, int length) {
        String whole = EntryLine.whole(text);
        String safe = whole.indexOf('\0') < 0 ? whole : whole.replace('\0', ' ');
        if (safe.length() <= length) {
            return safe;
        }
        return safe.substring(0, Character.isHighSurrogate(safe.charAt(length - 1)) ? length - 1 : length);
    }
}
