package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.wire.FrameSplitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Finds the objects in a JSON array that arrives in pieces, cut anywhere. Objects that stand outside of an array are found as
 * well. Used by one thread.
 */
final class ArraySplitter {

    /** Receives one object; the bytes are only valid during the call. */
    interface Sink {
        void element(byte[] bytes, int offset, int length);
    }

    private final Sink sink;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private int depth;
    private boolean quoted;
    private boolean escaped;

    ArraySplitter(Sink sink) {
        this.sink = sink;
    }

    /** @throws IOException when one object exceeds {@link FrameSplitter#LIMIT} */
    void read(byte[] bytes, int offset, int length) throws IOException {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (quoted) {
                inString(bytes[i]);
            } else if (bytes[i] == '"') {
                quoted = depth > 0;
            } else if (bytes[i] == '{' && depth++ == 0) {
                start = i;
            } else if (bytes[i] == '}' && depth > 0 && --depth == 0) {
                emit(bytes, start, i + 1 - start);
            }
        }
        if (depth > 0) {
            hold(bytes, start, offset + length - start);
        }
    }

    private void inString(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            quoted = false;
        }
    }

    private void hold(byte[] bytes, int offset, int length) throws IOException {
        if (held.size() + length > FrameSplitter.LIMIT) {
            throw new IOException("an element of the stream is longer than " + FrameSplitter.LIMIT + " bytes");
        }
        held.write(bytes, offset, length);
    }

    private void emit(byte[] bytes, int offset, int length) throws IOException {
        if (held.size() == 0) {
            sink.element(bytes, offset, length);
            return;
        }
        hold(bytes, offset, length);
        byte[] whole = held.toByteArray();
        held.reset();
        sink.element(whole, 0, whole.length);
    }
}
