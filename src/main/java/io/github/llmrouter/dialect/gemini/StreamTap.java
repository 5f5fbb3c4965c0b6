package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.FrameSplitter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Overhears a stream, whether it comes as server-sent events or as one JSON array: the first byte tells. */
final class StreamTap implements Tap {

    private final Skim skim = new Skim();
    private final FrameSplitter events = new FrameSplitter((event, data, length) -> skim.chunk(data, 0, length));
    private final ArraySplitter array = new ArraySplitter(skim::chunk);
    private boolean begun;
    private boolean json;
    private boolean broken;

    @Override
    public void see(byte[] bytes, int offset, int length) {
        if (broken) {
            return;
        }
        try {
            begin(bytes, offset, length);
            if (json) {
                array.read(bytes, offset, length);
            } else {
                events.read(bytes, offset, length);
            }
        } catch (IOException e) {
            broken = true;
        }
    }

    private void begin(byte[] bytes, int offset, int length) {
        for (int i = offset; !begun && i < offset + length; i++) {
            if (bytes[i] > ' ') {
                begun = true;
                json = bytes[i] == '[' || bytes[i] == '{';
            }
        }
    }

    @Override
    public void end() {
        try {
            events.end();
        } catch (IOException e) {
            broken = true;
        }
    }

    @Override
    public boolean content() {
        return skim.content();
    }

    @Override
    public boolean complete() {
        return skim.complete();
    }

    @Override
    public @Nullable Fault fault() {
        return skim.fault();
    }

    @Override
    public @Nullable String model() {
        return skim.model();
    }

    @Override
    public List<String> finishes() {
        return skim.finishes();
    }

    @Override
    public @Nullable Usage usage() {
        return skim.usage();
    }
}
