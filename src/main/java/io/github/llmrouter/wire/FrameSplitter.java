package io.github.llmrouter.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the server-sent events in a stream of bytes and hands out their data as bytes. Comments are dropped; JSON that stands
 * bare in the stream, as Gemini's in-band errors do, is handed out like an event without a name. Used by one thread.
 */
public final class FrameSplitter {

    /** Images arrive in one event, so the limit is generous: bytes. */
    public static final int LIMIT = 64 << 20;

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY = "retry".getBytes(StandardCharsets.US_ASCII);

    /** Receives one event; the data bytes are only valid during the call. */
    public interface Sink {
        void frame(String event, byte[] data, int length);
    }

    private final Sink sink;
    private final Lines lines;
    private byte[] data = new byte[512];
    private int length;
    private boolean any;
    private boolean bare;
    private String event = "";

    public FrameSplitter(Sink sink) {
        this.sink = sink;
        this.lines = new Lines(this::line, LIMIT);
    }

    /** @throws IOException when one event exceeds {@link #LIMIT} */
    public void read(byte[] bytes, int offset, int length) throws IOException {
        lines.read(bytes, offset, length);
    }

    /** The stream is over: an event that no blank line ended still counts. */
    public void end() throws IOException {
        lines.end();
        dispatch();
    }

    private void line(byte[] bytes, int offset, int count) {
        if (count == 0) {
            dispatch();
        } else if (bare) {
            append(bytes, offset, count);
        } else if (field(DATA, bytes, offset, count)) {
            value(bytes, offset, count, DATA.length);
        } else if (field(EVENT, bytes, offset, count)) {
            int from = valueStart(bytes, offset, count, EVENT.length);
            event = name(bytes, from, offset + count - from);
        } else if (bytes[offset] != ':' && !field(ID, bytes, offset, count) && !field(RETRY, bytes, offset, count)) {
            bare(bytes, offset, count);
        }
    }

    private void bare(byte[] bytes, int offset, int count) {
        int first = offset;
        while (first < offset + count && bytes[first] == ' ') {
            first++;
        }
        if (first < offset + count && (bytes[first] == '{' || bytes[first] == '[')) {
            dispatch();
            bare = true;
            append(bytes, offset, count);
        }
    }

    private void value(byte[] bytes, int offset, int count, int name) {
        int from = valueStart(bytes, offset, count, name);
        append(bytes, from, offset + count - from);
    }

    private void append(byte[] bytes, int offset, int count) {
        int needed = length + count + 1;
        if (needed > data.length) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, needed));
        }
        if (any) {
            data[length++] = '\n';
        }
        System.arraycopy(bytes, offset, data, length, count);
        length += count;
        any = true;
    }

    private void dispatch() {
        if (any) {
            sink.frame(event, data, length);
        }
        event = "";
        length = 0;
        any = false;
        bare = false;
    }

    private static String name(byte[] bytes, int offset, int count) {
        return new String(bytes, offset, count, StandardCharsets.UTF_8);
    }

    private static boolean field(byte[] name, byte[] bytes, int offset, int count) {
        return count >= name.length
                && (count == name.length || bytes[offset + name.length] == ':')
                && Arrays.equals(bytes, offset, offset + name.length, name, 0, name.length);
    }

    private static int valueStart(byte[] bytes, int offset, int count, int name) {
        int from = Math.min(offset + name + 1, offset + count);
        return from < offset + count && bytes[from] == ' ' ? from + 1 : from;
    }
}
