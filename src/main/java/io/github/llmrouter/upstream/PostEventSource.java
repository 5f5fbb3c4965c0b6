package io.github.llmrouter.upstream;

import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events of an answer to a POST. Unlike the source that Jakarta REST builds, it never connects again: with a language model that
 * would be a second bill. Closing it aborts the connection.
 *
 * <p>Threading: {@link #open()} reads on the calling thread and returns at the end of the stream; consumers run there, too.
 */
public final class PostEventSource implements SseEventSource {

    private static final int CHUNK = 8192;

    private final Answer answer;
    private final InputStream body;
    private final List<Consumer<InboundSseEvent>> events = new ArrayList<>();
    private final List<Consumer<Throwable>> errors = new ArrayList<>();
    private final List<Runnable> completions = new ArrayList<>();
    private Runnable drained = () -> {};
    private volatile boolean open;

    PostEventSource(Answer answer, InputStream body) {
        this.answer = answer;
        this.body = body;
    }

    @Override
    public void register(Consumer<InboundSseEvent> onEvent) {
        events.add(onEvent);
    }

    @Override
    public void register(Consumer<InboundSseEvent> onEvent, Consumer<Throwable> onError) {
        events.add(onEvent);
        errors.add(onError);
    }

    @Override
    public void register(Consumer<InboundSseEvent> onEvent, Consumer<Throwable> onError, Runnable onComplete) {
        events.add(onEvent);
        errors.add(onError);
        completions.add(onComplete);
    }

    /** Called whenever all events that have arrived are delivered: the moment to flush. */
    public void onDrained(Runnable drained) {
        this.drained = drained;
    }

    @Override
    public void open() {
        open = true;
        FrameReader reader = new FrameReader(this::deliver);
        byte[] chunk = new byte[CHUNK];
        try {
            for (int n; open && (n = body.read(chunk)) >= 0; ) {
                reader.read(chunk, 0, n);
                drained.run();
            }
            if (open) {
                reader.end();
            }
            completions.forEach(Runnable::run);
        } catch (IOException e) {
            errors.forEach(error -> error.accept(e));
        } finally {
            open = false;
        }
    }

    private void deliver(Frame frame) {
        if (open) {
            InboundSseEvent event = new Inbound(frame);
            events.forEach(consumer -> consumer.accept(event));
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean close(long timeout, TimeUnit unit) {
        open = false;
        answer.close();
        return true;
    }

    /** An event that arrived; only text is ever asked of it. */
    public record Inbound(Frame frame) implements InboundSseEvent {

        @Override
        public String getName() {
            return frame.event();
        }

        @Override
        public @Nullable String getId() {
            return null;
        }

        @Override
        public @Nullable String getComment() {
            return null;
        }

        @Override
        public long getReconnectDelay() {
            return RECONNECT_NOT_SET;
        }

        @Override
        public boolean isReconnectDelaySet() {
            return false;
        }

        @Override
        public String readData() {
            return frame.data();
        }

        @Override
        public boolean isEmpty() {
            return frame.data().isEmpty();
        }

        @Override
        public <T> T readData(Class<T> type) {
            return type.cast(frame.data());
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T readData(GenericType<T> type) {
            return (T) frame.data();
        }

        @Override
        public <T> T readData(Class<T> type, MediaType mediaType) {
            return readData(type);
        }

        @Override
        public <T> T readData(GenericType<T> type, MediaType mediaType) {
            return readData(type);
        }
    }
}
