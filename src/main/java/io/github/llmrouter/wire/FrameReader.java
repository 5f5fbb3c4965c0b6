package io.github.llmrouter.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads server-sent events as {@link Frame}s from bytes that may be cut anywhere. Used by one thread. */
public final class FrameReader {

    private final FrameSplitter splitter;

    public FrameReader(Consumer<Frame> out) {
        this.splitter = new FrameSplitter((event, data, length) ->
                out.accept(new Frame(event, new String(data, 0, length, StandardCharsets.UTF_8))));
    }

    /** @throws IOException when one event exceeds {@link FrameSplitter#LIMIT} */
    public void read(byte[] bytes, int offset, int length) throws IOException {
        splitter.read(bytes, offset, length);
    }

    public void read(byte[] bytes) throws IOException {
        read(bytes, 0, bytes.length);
    }

    /** The stream is over: an event that no blank line ended still counts. */
    public void end() throws IOException {
        splitter.end();
    }
}
