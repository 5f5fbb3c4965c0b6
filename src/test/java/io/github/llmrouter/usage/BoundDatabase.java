package io.github.llmrouter.usage;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.function.Supplier;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands for a container that has bound a database: names it to whoever asks by JNDI. In a program of its own, {@code
 * -Djava.naming.factory.initial} names this class and {@code -Dbound.url} the database.
 */
public final class BoundDatabase implements InitialContextFactory {

    private static final String URL = "bound.url";

    /** What is made while the database at {@code url} is bound. */
    public static <T> T with(String url, Supplier<T> made) {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, BoundDatabase.class.getName());
        System.setProperty(URL, url);
        try {
            return made.get();
        } finally {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
            System.clearProperty(URL);
        }
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return (Context) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("lookup") && arguments[0].equals("java:comp/env/jdbc/llm-router")) {
                        return source(System.getProperty(URL));
                    }
                    throw new NameNotFoundException();
                });
    }

    static DataSource source(String url) {
        try {
            DataSource source;
            if (url.startsWith("jdbc:postgresql:")) {
                PGSimpleDataSource postgresql = new PGSimpleDataSource();
                postgresql.setUrl(url);
                source = postgresql;
            } else if (url.startsWith("jdbc:mariadb:")) {
                source = new MariaDbDataSource(url);
            } else {
                JdbcDataSource h2 = new JdbcDataSource();
                h2.setURL(url);
                h2.setUser("sa");
                source = h2;
            }
            source.setLogWriter((PrintWriter) null);
            return source;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
