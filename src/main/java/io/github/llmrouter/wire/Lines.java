package io.github.llmrouter.wire;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, whatever ends them (LF, CRLF, CR) and wherever the stream was cut. A leading byte order mark
 * is swallowed. Used by one thread.
 */
final class Lines {

    /** Receives one line without its end; the bytes are only valid during the call. */
    interface Sink {
        void line(byte[] bytes, int offset, int length);
    }

    private final Sink sink;
    private final int limit;
    private byte[] held = new byte[256];
    private int holding;
    private boolean afterCr;
    private boolean atStart = true;

    /** @param limit longest line in bytes; a longer one is an error */
    Lines(Sink sink, int limit) {
        this.sink = sink;
        this.limit = limit;
    }

    void read(byte[] bytes, int offset, int length) throws IOException {
        int start = offset;
        int end = offset + length;
        if (afterCr && start < end) {
            afterCr = false;
            if (bytes[start] == '\n') {
                start++;
            }
        }
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                emit(bytes, start, i - start);
                start = i + 1;
                if (b == '\r') {
                    if (start == end) {
                        afterCr = true;
                    } else if (bytes[start] == '\n') {
                        i++;
                        start++;
                    }
                }
            }
        }
        hold(bytes, start, end - start);
    }

    /** The last line, if the stream did not end it. */
    void end() throws IOException {
        if (holding > 0) {
            emit(held, 0, 0);
        }
    }

    private void emit(byte[] bytes, int offset, int length) throws IOException {
        if (holding == 0) {
            send(bytes, offset, length);
            return;
        }
        hold(bytes, offset, length);
        int whole = holding;
        holding = 0;
        send(held, 0, whole);
    }

    private void send(byte[] bytes, int offset, int length) {
        boolean bom = atStart
                && length >= 3
                && bytes[offset] == (byte) 0xEF
                && bytes[offset + 1] == (byte) 0xBB
                && bytes[offset + 2] == (byte) 0xBF;
        atStart = false;
        sink.line(bytes, bom ? offset + 3 : offset, bom ? length - 3 : length);
    }

    private void hold(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (holding + length > limit) {
            throw new IOException("a line of the event stream is longer than " + limit + " bytes");
        }
        if (holding + length > held.length) {
            held = Arrays.copyOf(held, Math.max(held.length * 2, holding + length));
        }
        System.arraycopy(bytes, offset, held, holding, length);
        holding += length;
    }
}
