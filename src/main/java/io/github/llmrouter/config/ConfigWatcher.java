package io.github.llmrouter.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Notices when the configuration, or a file that it refers to, has changed. It polls, because the system's own notices miss
 * network mounts and swapped links. A change is told when it was seen twice, so that a file half written is not read; a file
 * that is missing for a moment is waited for.
 *
 * <p>Threading: one daemon thread, {@code llm-router-config}, from {@link #start} to {@link #close}; the listener runs on it.
 */
public final class ConfigWatcher implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.config");
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Path file;
    private final Consumer<byte[]> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = new Thread(this::run, "llm-router-config");
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<Path, Fingerprint> told = new LinkedHashMap<>();
    private Map<Path, Fingerprint> seen = Map.of();

    private ConfigWatcher(Path file, byte[] loaded, Consumer<byte[]> listener) {
        this.file = file;
        this.listener = listener;
        told.put(file, Fingerprint.of(loaded));
    }

    /**
     * Begins to watch.
     *
     * @param loaded what the file held when it was loaded: what changed since then is told
     * @param listener gets what the file holds now; what it throws is logged
     */
    public static ConfigWatcher start(Path file, byte[] loaded, Consumer<byte[]> listener) {
        ConfigWatcher watcher = idle(file, loaded, listener);
        watcher.thread.setDaemon(true);
        watcher.thread.start();
        return watcher;
    }

    /** One that looks only when {@link #poll} is called. */
    static ConfigWatcher idle(Path file, byte[] loaded, Consumer<byte[]> listener) {
        return new ConfigWatcher(file, loaded, listener);
    }

    /** Which files the configuration refers to; replaces what was said before. Any thread, the listener's too. */
    public void alsoWatch(Collection<Path> files) {
        lock.lock();
        try {
            told.keySet().retainAll(union(files));
            files.forEach(other -> told.computeIfAbsent(other, path -> Fingerprint.of(path, null)));
        } finally {
            lock.unlock();
        }
    }

    private Set<Path> union(Collection<Path> files) {
        var all = new HashSet<>(files);
        all.add(file);
        return all;
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once; true if the listener was called. */
    boolean poll() {
        if (!changed()) {
            return false;
        }
        try {
            listener.accept(Files.readAllBytes(file));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The configuration has changed but cannot be read: {0}", e.getMessage());
            forget();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The changed configuration was not taken over", e);
        }
        return true;
    }

    /** What could not be read is told again. */
    private void forget() {
        lock.lock();
        try {
            told.put(file, Fingerprint.MISSING);
        } finally {
            lock.unlock();
        }
    }

    /** Whether something is new and was already there at the last look. */
    private boolean changed() {
        lock.lock();
        try {
            var now = new LinkedHashMap<Path, Fingerprint>();
            told.keySet().forEach(path -> now.put(path, Fingerprint.of(path, seen.get(path))));
            boolean settled = now.equals(seen);
            seen = now;
            if (!settled || Fingerprint.MISSING.equals(now.get(file))) {
                return false;
            }
            boolean news = now.entrySet().stream()
                    .anyMatch(look ->
                            !look.getValue().sameContent(told.getOrDefault(look.getKey(), Fingerprint.MISSING)));
            told.putAll(now);
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread; a listener at work is waited for, but not for long. */
    @Override
    public void close() {
        closed.countDown();
        if (thread != Thread.currentThread()) {
            try {
                thread.join(Duration.ofSeconds(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
