package io.github.llmrouter.gateway;

import io.github.llmrouter.dialect.Dialect.Framing;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream on its way to the client, the same for all attempts of a request. While the upstreams are silent it beats, also before
 * any of them has answered: that sends the status line, but no content, so that another target can still take over.
 *
 * <p>Threading: the attempts' threads write; heartbeats come from another. One lock keeps them apart.
 */
final class ClientStream {

    private final Reply reply;
    private final List<Map.Entry<String, String>> bare;
    private final byte[] heartbeat;
    private final long every;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream out;
    private boolean ended;
    private boolean inside;
    private volatile boolean content;
    private volatile boolean failed;
    private volatile long last = System.nanoTime();

    /**
     * @param bare the headers if a heartbeat has to come before any answer
     * @param heartbeat sent after {@code every} of silence; none if empty
     */
    ClientStream(Reply reply, List<Map.Entry<String, String>> bare, byte[] heartbeat, Duration every) {
        this.reply = reply;
        this.bare = bare;
        this.heartbeat = heartbeat;
        this.every = every.toNanos();
    }

    /**
     * Writes and flushes; begins the answer if nothing has.
     *
     * @param inside whether the bytes end in the middle of an event, where no heartbeat may stand
     */
    void write(Head head, byte[] bytes, int offset, int length, boolean inside) throws ClientGoneException {
        lock.lock();
        try {
            OutputStream to = out == null ? begin(head.status(), head.headers().get()) : out;
            if (length > 0) {
                to.write(bytes, offset, length);
                content = true;
                this.inside = inside;
            }
            to.flush();
            last = System.nanoTime();
        } catch (IOException e) {
            failed = true;
            throw new ClientGoneException(e);
        } finally {
            lock.unlock();
        }
    }

    /** What an answer begins with. */
    record Head(int status, Supplier<List<Map.Entry<String, String>>> headers) {}

    private OutputStream begin(int status, List<Map.Entry<String, String>> headers) throws IOException {
        OutputStream begun = reply.begin(status, headers, true, -1);
        out = begun;
        return begun;
    }

    /** Ends the stream with an error, also one that has had no content yet. */
    void fail(byte[] end, Framing framing) throws ClientGoneException {
        if (!content && framing == Framing.JSON_ARRAY) {
            // It is the array's first element, not one more.
            end[0] = '[';
        }
        write(new Head(200, () -> bare), end, 0, end.length, false);
    }

    /** Whether a sign of life is due. */
    boolean silent(long now) {
        return now - last >= every && heartbeat.length > 0 && !failed;
    }

    /** After a long silence, a sign of life. May block while the client takes nothing. */
    void beat(long now) {
        if (!silent(now) || !lock.tryLock()) {
            return;
        }
        try {
            if (!ended && !failed && !inside) {
                OutputStream to = out == null ? begin(200, bare) : out;
                to.write(heartbeat);
                to.flush();
            }
            last = System.nanoTime();
        } catch (IOException e) {
            // The exchange's own thread will see it at its next write.
            failed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client has got the status line. */
    boolean begun() {
        lock.lock();
        try {
            return out != null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client has got more than heartbeats. */
    boolean content() {
        return content;
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
}
