package io.github.llmrouter.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer on its way to the client. It holds back the status line and the first bytes until the answer has content, so
 * that until then another target can take over; then it passes everything on. While the upstream is silent it beats.
 *
 * <p>Threading: the exchange's thread writes; the watch's thread calls {@link #beat}. One lock keeps them apart.
 */
final class Outlet {

    /** As much as is held back before the client sees anything: bytes. */
    static final int HOLD = 256 << 10;

    private final Reply reply;
    private final Supplier<List<Map.Entry<String, String>>> headers;
    private final int status;
    private final byte[] heartbeat;
    private final long every;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(512);
    private @Nullable OutputStream out;
    private boolean ended;
    private boolean failed;
    private boolean boundary = true;
    private volatile long last = System.nanoTime();

    /**
     * @param headers asked for when the answer begins
     * @param heartbeat sent after {@code every} of silence
     */
    Outlet(
            Reply reply,
            int status,
            Supplier<List<Map.Entry<String, String>>> headers,
            byte[] heartbeat,
            Duration every) {
        this.reply = reply;
        this.status = status;
        this.headers = headers;
        this.heartbeat = heartbeat;
        this.every = every.toNanos();
    }

    /** Whether the client has seen anything. */
    boolean open() {
        lock.lock();
        try {
            return out != null;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the bytes back, or passes them on if the answer has begun or too much is held. */
    void hold(byte[] bytes, int offset, int length) throws ClientGoneException {
        lock.lock();
        try {
            if (out == null) {
                held.write(bytes, offset, length);
                if (held.size() > HOLD) {
                    release();
                }
            } else {
                pass(out, bytes, offset, length);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The client may see the answer: sends what was held. */
    void release() throws ClientGoneException {
        lock.lock();
        try {
            if (out == null) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    private OutputStream begin() throws ClientGoneException {
        try {
            OutputStream begun = reply.begin(status, headers.get(), true, -1);
            out = begun;
            byte[] first = held.toByteArray();
            held.reset();
            pass(begun, first, 0, first.length);
            return begun;
        } catch (IOException e) {
            failed = true;
            throw gone(e);
        }
    }

    /** Writes and flushes. */
    void write(byte[] bytes, int offset, int length) throws ClientGoneException {
        lock.lock();
        try {
            pass(out == null ? begin() : out, bytes, offset, length);
        } finally {
            lock.unlock();
        }
    }

    private void pass(OutputStream out, byte[] bytes, int offset, int length) throws ClientGoneException {
        try {
            out.write(bytes, offset, length);
            out.flush();
            last = System.nanoTime();
            if (length > 0) {
                boundary = endsEvent(bytes, offset + length);
            }
        } catch (IOException e) {
            failed = true;
            throw gone(e);
        }
    }

    /** A heartbeat must not cut an event in two. */
    private static boolean endsEvent(byte[] bytes, int end) {
        return end >= 2
                && bytes[end - 1] == '\n'
                && (bytes[end - 2] == '\n' || end >= 4 && bytes[end - 2] == '\r' && bytes[end - 3] == '\n');
    }

    /** Called by the watch: after a long silence, a sign of life, also before the first content. */
    void beat(long now) {
        if (now - last < every || !lock.tryLock()) {
            return;
        }
        try {
            if (!ended && !failed && boundary && heartbeat.length > 0) {
                OutputStream begun = out == null ? begin() : out;
                begun.write(heartbeat);
                begun.flush();
                last = System.nanoTime();
            }
        } catch (IOException e) {
            // The exchange's own thread will see it at its next write.
            failed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a write has failed: the client is gone. */
    boolean failed() {
        return failed;
    }

    /** No heartbeat from here on. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was held: the next target starts afresh. */
    void discard() {
        lock.lock();
        try {
            ended = true;
            held.reset();
        } finally {
            lock.unlock();
        }
    }

    private static ClientGoneException gone(IOException e) {
        return e instanceof ClientGoneException already ? already : new ClientGoneException(e);
    }
}
