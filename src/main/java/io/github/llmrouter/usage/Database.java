package io.github.llmrouter.usage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.h2.Driver;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** The container's database, else an H2 file, else H2 in memory, which then keeps sums only. For any thread. */
public final class Database implements AutoCloseable {

    /** Flyway takes every script of a jar whose path begins like a location: none may be the beginning of another. */
    private static final String SCHEMA = "classpath:io/github/llmrouter/usage/schema/common";

    private static final String MARIADB = "classpath:io/github/llmrouter/usage/schema/mariadb";

    /** The component's own environment, and where WildFly keeps what its administration has defined. */
    private static final List<String> NAMES =
            List.of("java:comp/env/jdbc/llm-router", "java:jboss/datasources/llm-router");

    private final @Nullable Path directory;
    private final @Nullable DataSource bound;
    private final String fileSystem;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable JdbcConnectionPool own;
    private @Nullable Store store;
    private boolean migrated;

    Database(@Nullable Path directory, @Nullable DataSource bound) {
        this(directory, bound, "file:");
    }

    /** @param fileSystem H2's name of where its file is kept */
    Database(@Nullable Path directory, @Nullable DataSource bound, String fileSystem) {
        this.directory = directory;
        this.bound = bound;
        this.fileSystem = fileSystem;
    }

    /**
     * What the container has bound to {@code java:comp/env/jdbc/llm-router}, or else to {@code java:jboss/datasources/llm-router}, null if
     * nothing; to be asked on a thread of the container's.
     */
    public static @Nullable DataSource bound() {
        for (String name : NAMES) {
            try {
                if (new InitialContext().lookup(name) instanceof DataSource source) {
                    return source;
                }
            } catch (NamingException e) {
                // Not there.
            }
        }
        return null;
    }

    /** A connection to tables that are there. */
    Connection connection() throws SQLException {
        lock.lock();
        try {
            if (!migrated) {
                migrate(Flyway.configure(Database.class.getClassLoader())
                        .dataSource(source())
                        .locations(locations())
                        .table("llm_router_schema")
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .load());
                migrated = true;
            }
        } catch (FlywayException e) {
            throw new SQLException("the tables cannot be made or brought up to date: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
        return open();
    }

    /**
     * H2 and MariaDB commit each statement that makes a table: a run that is killed in the middle leaves some of them, one that fails also
     * a note that it did. Hence each statement can be run again.
     */
    private static void migrate(Flyway flyway) {
        try {
            flyway.migrate();
        } catch (FlywayValidateException e) {
            flyway.repair();
            flyway.migrate();
        }
    }

    private Connection open() throws SQLException {
        DataSource source = source();
        try {
            return source.getConnection();
        } catch (IllegalStateException e) {
            if (source == source()) {
                throw new SQLException("the database is closed", e);
            }
            // Our own pool was given up since we looked.
            return open();
        }
    }

    /** Asks the driver itself first: its error would be hidden by a migration's. */
    private String[] locations() throws SQLException {
        try (Connection connection = open()) {
            boolean mariadb = connection.getMetaData().getDatabaseProductName().equals("MariaDB");
            return mariadb ? new String[] {SCHEMA, MARIADB} : new String[] {SCHEMA};
        }
    }

    private DataSource source() {
        lock.lock();
        try {
            if (bound != null) {
                return bound;
            }
            if (own == null) {
                JdbcDataSource h2 = new JdbcDataSource();
                h2.setURL(
                        directory == null
                                ? "jdbc:h2:mem:usage-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
                                : "jdbc:h2:" + fileSystem
                                        + directory.toAbsolutePath().resolve("usage") + ";DB_CLOSE_ON_EXIT=FALSE");
                h2.setUser("sa");
                own = JdbcConnectionPool.create(h2);
            }
            return own;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it needs no room in our own directory. */
    boolean elsewhere() {
        return bound != null;
    }

    /** H2 writes what is committed half a second later; what a journal gives up must be there before. */
    void settle() throws SQLException {
        if (bound == null && directory != null) {
            try (Connection connection = connection();
                    var statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }
    }

    /** After an error: an H2 that ran out of disk has closed itself, and only new connections open it again. */
    void reopen() {
        lock.lock();
        try {
            if (own != null && directory != null) {
                own.dispose();
                own = null;
            }
        } finally {
            lock.unlock();
        }
    }

    Store store() {
        lock.lock();
        try {
            if (store == null) {
                store = new Store(this, bound != null || directory != null);
            }
            return store;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (own != null) {
                if (directory == null) {
                    try (var connection = own.getConnection();
                            var statement = connection.createStatement()) {
                        statement.execute("SHUTDOWN");
                    } catch (SQLException e) {
                        // It is gone already.
                    }
                }
                own.dispose();
                forgetDriver();
            }
        } finally {
            lock.unlock();
        }
    }

    /** H2's driver registers itself, and would keep our class loader for as long as the server lives. */
    private static void forgetDriver() {
        if (Driver.class.getClassLoader() == Database.class.getClassLoader()) {
            Driver.unload();
        }
    }
}
