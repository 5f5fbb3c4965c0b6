package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.FrameSplitter;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tap on an event stream: finds the events and lets the dialect look for the few that matter. */
public abstract class SseTap implements Tap {

    private final FrameSplitter splitter = new FrameSplitter(this::safely);
    private boolean broken;
    private long events;
    protected boolean content;
    protected boolean complete;
    protected @Nullable Fault fault;
    protected @Nullable Usage usage;
    protected @Nullable String model;
    protected List<String> finishes = List.of();

    /** One event's data. What is thrown here only stops the tap, never the relay. */
    protected abstract void frame(byte[] data, int length) throws IOException;

    @Override
    public final void see(byte[] bytes, int offset, int length) {
        if (broken) {
            return;
        }
        try {
            splitter.read(bytes, offset, length);
        } catch (IOException e) {
            broken = true;
        }
    }

    @Override
    public final void end() {
        try {
            splitter.end();
        } catch (IOException e) {
            broken = true;
        }
    }

    private void safely(String event, byte[] data, int length) {
        events++;
        try {
            frame(data, length);
        } catch (IOException | RuntimeException e) {
            // An event that nobody can read is the client's to judge: it got the bytes.
        }
    }

    @Override
    public final long events() {
        return events;
    }

    @Override
    public final boolean content() {
        return content;
    }

    @Override
    public final boolean complete() {
        return complete;
    }

    @Override
    public final @Nullable Fault fault() {
        return fault;
    }

    @Override
    public final @Nullable String model() {
        return model;
    }

    @Override
    public final List<String> finishes() {
        return finishes;
    }

    @Override
    public final @Nullable Usage usage() {
        return usage;
    }

    /** ASCII bytes to look for. */
    protected static byte[] needle(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    protected static boolean contains(byte[] data, int length, byte[] needle) {
        return indexOf(data, 0, length, needle) >= 0;
    }

    protected static int indexOf(byte[] data, int from, int length, byte[] needle) {
        byte first = needle[0];
        int last = length - needle.length;
        for (int i = from; i <= last; i++) {
            if (data[i] == first && Arrays.equals(data, i, i + needle.length, needle, 0, needle.length)) {
                return i;
            }
        }
        return -1;
    }

    /** The data as a tree; missing if it is no JSON. */
    protected static JsonNode tree(byte[] data, int length) throws IOException {
        JsonNode tree = Json.read(data, 0, length);
        return tree == null ? MissingNode.getInstance() : tree;
    }
}
