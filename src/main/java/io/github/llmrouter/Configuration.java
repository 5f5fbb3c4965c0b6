package io.github.llmrouter;

import io.github.llmrouter.admin.Audit;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.config.ConfigReader;
import io.github.llmrouter.config.ConfigReader.Loaded;
import io.github.llmrouter.config.ConfigSource;
import io.github.llmrouter.config.ConfigWatcher;
import io.github.llmrouter.gateway.Snapshot;
import io.github.llmrouter.virtual.Discovery;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force, and how another one takes its place: whole or not at all. One that is broken at the start is an empty
 * one, until the file is mended. For any thread.
 */
final class Configuration implements AutoCloseable {

    private static final Logger LOG = System.getLogger("io.github.llmrouter");

    private final ConfigSource source;
    private final UnaryOperator<Config> overrides;
    private final List<String> dialects;
    private final Discovery discovery;
    private final Function<Config, Snapshot> compiler;
    private final ReentrantLock reloading = new ReentrantLock();
    private final byte[] bytes;
    private final Set<Path> files;
    private final Snapshot first;
    private Consumer<Snapshot> taker = next -> {};
    private volatile Config written;
    private volatile String hash;
    private volatile @Nullable String problem;
    private volatile Runnable changes = () -> {};
    private @Nullable ConfigWatcher watcher;

    /**
     * Reads the first one.
     *
     * @param overrides what the command line changes in every configuration that is read
     * @param compiler throws {@link IllegalArgumentException} if a selector is none; the message says where
     */
    Configuration(
            ConfigSource source,
            UnaryOperator<Config> overrides,
            List<String> dialects,
            Discovery discovery,
            Function<Config, Snapshot> compiler) {
        this.source = source;
        this.overrides = overrides;
        this.dialects = dialects;
        this.discovery = discovery;
        this.compiler = compiler;
        byte[] read = {};
        Set<Path> parts = Set.of();
        Snapshot snapshot;
        try {
            read = bytes();
            Loaded loaded = read(read);
            parts = loaded.files();
            snapshot = compiled(overrides.apply(loaded.config()));
        } catch (ConfigException e) {
            problem = String.valueOf(e.getMessage());
            LOG.log(Level.ERROR, "The configuration is broken; nothing is served until it is mended.\n{0}", problem);
            snapshot = compiler.apply(Config.empty());
        }
        this.bytes = read;
        this.files = parts;
        this.first = snapshot;
        this.written = snapshot.config();
        this.hash = problem == null ? sha(read) : "";
    }

    /** What the router begins with. */
    Snapshot first() {
        return first;
    }

    /**
     * Has later ones taken over: those that the file comes to hold, and those that grow by models which providers list.
     *
     * @param taker whole configurations, on the thread that brings them
     * @param grown the one in force, with other models
     */
    void follow(Consumer<Snapshot> taker, Consumer<Snapshot> grown, Audit audit) {
        this.taker = taker;
        discovery.start(() -> written, () -> discovered(grown));
        watcher = ConfigWatcher.start(source.file(), bytes, now -> changed(now, audit));
        watcher.alsoWatch(files);
    }

    private byte[] bytes() throws ConfigException {
        try {
            return Files.readAllBytes(source.file());
        } catch (IOException e) {
            throw ConfigException.of(source.file(), "the file cannot be read: " + e.getMessage());
        }
    }

    private Loaded read(byte[] bytes) throws ConfigException {
        return new ConfigReader(dialects).read(source.file().toString(), bytes);
    }

    private Snapshot compiled(Config config) throws ConfigException {
        try {
            return compiler.apply(config);
        } catch (IllegalArgumentException e) {
            throw ConfigException.of(source.file(), String.valueOf(e.getMessage()));
        }
    }

    private void changed(byte[] bytes, Audit audit) {
        audit.of("reload", "file", null, this::hash, () -> {
            try {
                take(bytes);
                LOG.log(Level.INFO, "The configuration was reloaded from {0}", source);
                return "";
            } catch (ConfigException e) {
                LOG.log(
                        Level.ERROR,
                        "The changed configuration is not taken over; the old one stays.\n{0}",
                        e.getMessage());
                return "refused";
            }
        });
    }

    /** @throws ConfigException with every problem; the old configuration stays */
    void reload() throws ConfigException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Containers find the application's JNDI names by this; JMX calls come on threads of nobody's.
        thread.setContextClassLoader(Configuration.class.getClassLoader());
        try {
            take(bytes());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void take(byte[] bytes) throws ConfigException {
        reloading.lock();
        try {
            Loaded loaded = read(bytes);
            if (watcher != null) {
                watcher.alsoWatch(loaded.files());
            }
            Config config = overrides.apply(loaded.config());
            taker.accept(compiled(discovery.extend(config)));
            written = config;
            discovery.again();
            problem = null;
            hash = sha(bytes);
            changes.run();
        } catch (ConfigException e) {
            if (problem != null) {
                problem = e.getMessage();
            }
            throw e;
        } finally {
            reloading.unlock();
        }
    }

    private void discovered(Consumer<Snapshot> grown) {
        reloading.lock();
        try {
            grown.accept(compiler.apply(discovery.extend(written)));
            changes.run();
        } finally {
            reloading.unlock();
        }
    }

    private static String sha(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** SHA-256 of the file that is in force, in hexadecimal; empty if none is. */
    String hash() {
        return hash;
    }

    /** Why none is in force, null if one is. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Has this done after each configuration that is taken over, on the thread that does so. There can be one such task. */
    void onChange(Runnable task) {
        changes = task;
    }

    /** Where it is. */
    ConfigSource source() {
        return source;
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.close();
        }
    }
}
