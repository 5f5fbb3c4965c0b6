package io.github.llmrouter.gateway;

import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.gateway.ClientStream.Head;
import io.github.llmrouter.wire.EventEnds;
import java.io.ByteArrayOutputStream;

/**
 * One attempt's side of the client's stream. It holds back the status line and the first bytes until the answer has content, so
 * that until then another target can take over; then it passes every event on when it is whole, so that an error or, while the
 * upstream is silent, a heartbeat never falls into the middle of one. Used by one thread.
 */
final class Outlet {

    /** As much is held back before the client sees anything, and of one event at the most: bytes. */
    static final int HOLD = 256 << 10;

    private static final byte[] EMPTY_LINE = {'\n', '\n'};

    private final ClientStream stream;
    private final Runnable claim;
    private final Head head;
    private final Framing framing;
    private final EventEnds ends;
    private final Tail held = new Tail();
    private boolean open;
    private boolean inside;

    /**
     * @param claim asked for leave before the client sees the first of it; throws if that is refused
     * @param head how the answer begins, if nothing has begun it
     */
    Outlet(ClientStream stream, Runnable claim, Head head, Framing framing) {
        this.stream = stream;
        this.claim = claim;
        this.head = head;
        this.framing = framing;
        this.ends = switch (framing) {
            case SSE -> EventEnds.sse();
            case JSON_ARRAY -> EventEnds.array();
        };
    }

    /** Whether the client has seen anything of this attempt. */
    boolean open() {
        return open;
    }

    /** Keeps the bytes back, or passes them on if the answer has begun or too much is held. */
    void hold(byte[] bytes, int offset, int length) throws ClientGoneException {
        keep(bytes, offset, length, ends.last(bytes, offset, length));
        if (open || held.size() > HOLD) {
            send();
        }
    }

    /** The client may see the answer: sends what was held. */
    void release() throws ClientGoneException {
        if (!open) {
            send();
        }
    }

    /** Writes and flushes every event that is whole. */
    void write(byte[] bytes, int offset, int length) throws ClientGoneException {
        int end = ends.last(bytes, offset, length);
        if (open && held.size() == 0 && end == offset + length) {
            inside = false;
            stream.write(head, bytes, offset, length, false);
        } else {
            keep(bytes, offset, length, end);
            send();
        }
    }

    /** The answer has come to its end: passes on what is left of it. */
    void finish() throws ClientGoneException {
        held.whole = held.size();
        send();
    }

    /** The answer broke off: an event that is not whole is dropped, and {@code end} tells why. */
    void fail(byte[] end) throws ClientGoneException {
        send();
        held.reset();
        if (inside && framing == Framing.SSE) {
            stream.write(head, EMPTY_LINE, 0, EMPTY_LINE.length, false);
        }
        stream.fail(end, framing);
    }

    private void keep(byte[] bytes, int offset, int length, int end) {
        if (end >= 0) {
            held.whole = held.size() + end - offset;
        }
        held.write(bytes, offset, length);
    }

    /** What is whole; and what is not if it is too long to wait for. */
    private void send() throws ClientGoneException {
        if (!open) {
            claim.run();
            open = true;
        }
        boolean tooLong = held.size() - held.whole > HOLD;
        int length = tooLong ? held.size() : held.whole;
        if (length > 0) {
            inside = tooLong;
        }
        stream.write(head, held.bytes(), 0, length, inside);
        held.drop(length);
    }

    /** Whether a write has failed: the client is gone. */
    boolean failed() {
        return stream.failed();
    }

    /** Forgets what was held: the next target starts afresh. */
    void discard() {
        held.reset();
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
