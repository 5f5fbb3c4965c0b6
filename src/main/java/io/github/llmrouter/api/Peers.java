package io.github.llmrouter.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Notices on Linux that a client has closed its connection while nothing is being written to it, which no servlet container tells:
 * the kernel's table of connections says so. As nginx does, a client that has closed its sending side counts as gone. Elsewhere,
 * and where the client's port is not known (a forwarded address, a Unix socket), nothing is noticed before the next write.
 *
 * <p>Threading: asked by the watch's thread only; the table is read at most every {@value #FRESH_MILLIS} ms, and only while somebody asks.
 */
final class Peers {

    private static final int FRESH_MILLIS = 150;
    private static final int STALE_MILLIS = 450;
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private final boolean readable = Files.isReadable(TABLES.getFirst());
    private final ReentrantLock lock = new ReentrantLock();
    private Map<Long, Boolean> open = Map.of();
    private long readAt;
    private long cost;

    Peer peer(int localPort, int remotePort) {
        return new Peer((long) localPort << 16 | remotePort, readable && localPort > 0 && remotePort > 0);
    }

    /** One client's connection. */
    final class Peer {

        private final long key;
        private final boolean known;
        private volatile boolean seen;

        private Peer(long key, boolean known) {
            this.key = key;
            this.known = known;
        }

        boolean gone() {
            if (!known) {
                return false;
            }
            Boolean alive = table().get(key);
            if (alive == null) {
                return seen;
            }
            seen = true;
            return !alive;
        }
    }

    private Map<Long, Boolean> table() {
        lock.lock();
        try {
            long now = System.nanoTime();
            // A machine with very many connections must not spend its time on reading about them; yet a second is
            // promised.
            if (now - readAt > Math.clamp(cost * 10, FRESH_MILLIS * 1_000_000L, STALE_MILLIS * 1_000_000L)) {
                open = read();
                readAt = System.nanoTime();
                cost = readAt - now;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private static Map<Long, Boolean> read() {
        Map<Long, Boolean> open = new HashMap<>();
        for (Path table : TABLES) {
            try {
                new ConnectionTable(Files.readAllBytes(table)).forEach(open);
            } catch (IOException | RuntimeException e) {
                // Not there, or not this kernel's format: then nothing is noticed early.
            }
        }
        return open;
    }
}
