package io.github.llmrouter.upstream;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A provider's answer whose body is still to be read. Closing it before the end of the body aborts the connection. */
public final class Answer implements AutoCloseable {

    private final Response response;
    private final InputStream body;
    private final Runnable release;
    private boolean closed;

    Answer(Response response, Runnable release) {
        this.response = response;
        this.release = release;
        this.body = response.hasEntity() ? response.readEntity(InputStream.class) : InputStream.nullInputStream();
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

    public MultivaluedMap<String, Object> headers() {
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

    /** The whole body. @throws IOException when it breaks off or is longer than {@code limit} bytes */
    public byte[] readAll(int limit) throws IOException {
        byte[] all = body.readNBytes(limit);
        if (all.length == limit && body.read() >= 0) {
            throw new IOException("the answer is longer than " + limit + " bytes");
        }
        return all;
    }

    /** The events of the body; reading them ends this answer. */
    public PostEventSource events() {
        return new PostEventSource(this);
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
