package io.github.llmrouter.upstream;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider's answer whose body is still to be read. Closing it before the end of the body aborts the connection. */
public final class Answer implements AutoCloseable {

    private final Response response;
    private InputStream body;
    private final Runnable release;
    private boolean array;
    private boolean closed;

    Answer(Response response, Runnable release) {
        this.response = response;
        this.release = release;
        this.body = response.getEntity() instanceof InputStream in ? in : InputStream.nullInputStream();
    }

    public int status() {
        return response.getStatus();
    }

    public boolean ok() {
        return status() / 100 == 2;
    }

    /** First value of a header, or null. */
    public @Nullable String header(String name) {
        return response.getHeaderString(name);
    }

    public Map<String, List<Object>> headers() {
        return response.getHeaders();
    }

    /** Whether the body is a stream of server-sent events. */
    public boolean eventStream() {
        String type = header("content-type");
        return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    public InputStream body() {
        return body;
    }

    /** The whole body, in one array if its length is known. @throws IOException when it breaks off */
    public static byte[] whole(InputStream in, @Nullable String contentLength, int limit) throws IOException {
        int length = contentLength == null || contentLength.length() > 9 ? -1 : Integer.parseInt(contentLength);
        if (length < 0 || length > limit) {
            return in.readNBytes(limit);
        }
        byte[] body = new byte[length];
        int read = in.readNBytes(body, 0, length);
        return read == length ? body : java.util.Arrays.copyOf(body, read);
    }

    /**
     * Whether the body is JSON rather than an event stream. The content type decides if it says event stream; if it does not, the
     * first byte does, for it is often wrong.
     *
     * @throws IOException when the body breaks off before its first byte
     */
    public boolean json() throws IOException {
        if (eventStream()) {
            return false;
        }
        PushbackInputStream peeked = new PushbackInputStream(body, 64);
        body = peeked;
        byte[] space = new byte[64];
        int first;
        int skipped = 0;
        while (((first = peeked.read()) == ' ' || first == '\n' || first == '\r' || first == '\t') && skipped < 63) {
            space[skipped++] = (byte) first;
        }
        if (first >= 0) {
            peeked.unread(first);
        }
        peeked.unread(space, 0, skipped);
        array = first == '[';
        return first == '{' || first == '[' || first < 0;
    }

    /** Whether the body is a JSON array; known once {@link #json()} has told that it is JSON. */
    public boolean array() {
        return array;
    }

    /** The events of {@code in}, which is this answer's body. */
    public PostEventSource events(InputStream in) {
        return new PostEventSource(this, in);
    }

    /** Any thread may close it: a blocked read then fails. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            response.close();
        } catch (RuntimeException e) {
            // The connection is gone either way.
        } finally {
            release.run();
        }
    }
}
