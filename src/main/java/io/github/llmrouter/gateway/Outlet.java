package io.github.llmrouter.gateway;

import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.wire.EventEnds;
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
 * that until then another target can take over; then it passes every event on when it is whole, so that an error or, while the
 * upstream is silent, a heartbeat never falls into the middle of one.
 *
 * <p>Threading: the exchange's thread writes; the watch's thread calls {@link #beat}. One lock keeps them apart.
 */
final class Outlet {

    /** As much is held back before the client sees anything, and of one event at the most: bytes. */
    static final int HOLD = 256 << 10;

    private static final byte[] EMPTY_LINE = {'\n', '\n'};

    private final Reply reply;
    private final Supplier<List<Map.Entry<String, String>>> headers;
    private final int status;
    private final Framing framing;
    private final EventEnds ends;
    private final byte[] heartbeat;
    private final long every;
    private final ReentrantLock lock = new ReentrantLock();
    private final Tail held = new Tail();
    private @Nullable OutputStream out;
    private boolean ended;
    private boolean failed;
    private boolean inside;
    private boolean any;
    private volatile long last = System.nanoTime();

    /**
     * @param headers asked for when the answer begins
     * @param heartbeat sent after {@code every} of silence
     */
    Outlet(
            Reply reply,
            int status,
            Supplier<List<Map.Entry<String, String>>> headers,
            Framing framing,
            byte[] heartbeat,
            Duration every) {
        this.reply = reply;
        this.status = status;
        this.headers = headers;
        this.framing = framing;
        this.ends = switch (framing) {
            case SSE -> EventEnds.sse();
            case JSON_ARRAY -> EventEnds.array();
        };
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
            keep(bytes, offset, length, ends.last(bytes, offset, length));
            if (out != null || held.size() > HOLD) {
                send(begun());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The client may see the answer: sends what was held. */
    void release() throws ClientGoneException {
        lock.lock();
        try {
            send(begun());
        } finally {
            lock.unlock();
        }
    }

    /** Writes and flushes every event that is whole. */
    void write(byte[] bytes, int offset, int length) throws ClientGoneException {
        lock.lock();
        try {
            OutputStream begun = begun();
            int end = ends.last(bytes, offset, length);
            if (held.size() == 0 && end == offset + length) {
                pass(begun, bytes, offset, length);
                inside = false;
            } else {
                keep(bytes, offset, length, end);
                send(begun);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The answer has come to its end: passes on what is left of it. */
    void finish() throws ClientGoneException {
        lock.lock();
        try {
            OutputStream begun = begun();
            held.whole = held.size();
            send(begun);
        } finally {
            lock.unlock();
        }
    }

    /** The answer broke off: an event that is not whole is dropped, and {@code end} tells why. */
    void fail(byte[] end) throws ClientGoneException {
        lock.lock();
        try {
            OutputStream begun = begun();
            send(begun);
            held.reset();
            if (inside && framing == Framing.SSE) {
                pass(begun, EMPTY_LINE, 0, EMPTY_LINE.length);
            }
            if (!any && framing == Framing.JSON_ARRAY) {
                end[0] = '[';
            }
            pass(begun, end, 0, end.length);
        } finally {
            lock.unlock();
        }
    }

    private OutputStream begun() throws ClientGoneException {
        if (out == null) {
            try {
                out = reply.begin(status, headers.get(), true, -1);
            } catch (IOException e) {
                throw gone(e);
            }
        }
        return out;
    }

    private void keep(byte[] bytes, int offset, int length, int end) {
        if (end >= 0) {
            held.whole = held.size() + end - offset;
        }
        held.write(bytes, offset, length);
    }

    /** What is whole; and what is not if it is too long to wait for. */
    private void send(OutputStream begun) throws ClientGoneException {
        boolean tooLong = held.size() - held.whole > HOLD;
        int length = tooLong ? held.size() : held.whole;
        pass(begun, held.bytes(), 0, length);
        if (length > 0) {
            inside = tooLong;
        }
        held.drop(length);
    }

    private void pass(OutputStream begun, byte[] bytes, int offset, int length) throws ClientGoneException {
        try {
            if (length > 0) {
                begun.write(bytes, offset, length);
                any = true;
            }
            begun.flush();
            last = System.nanoTime();
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Called by the watch: after a long silence, a sign of life, also before the first content. */
    void beat(long now) {
        if (now - last < every || !lock.tryLock()) {
            return;
        }
        try {
            if (!ended && !failed && !inside && heartbeat.length > 0) {
                OutputStream begun = begun();
                send(begun);
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

    private ClientGoneException gone(IOException e) {
        failed = true;
        return e instanceof ClientGoneException already ? already : new ClientGoneException(e);
    }

    /** Bytes that wait for the end of their event; the first {@link #whole} do not. */
    private static final class Tail extends ByteArrayOutputStream {

        private int whole;

        byte[] bytes() {
            return buf;
        }

        void drop(int length) {
            System.arraycopy(buf, length, buf, 0, count - length);
            count -= length;
            whole = 0;
        }

        @Override
        public void reset() {
            super.reset();
            whole = 0;
        }
    }
}
