package io.github.llmrouter.virtual;

import io.github.llmrouter.gateway.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps an answer instead of sending it: at most {@value #MOST} bytes. Written by one thread; any may give it up. */
final class HeldReply implements Reply {

    static final int MOST = 256 << 10;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private volatile boolean givenUp;
    private volatile int status;
    private volatile @Nullable List<Map.Entry<String, String>> headers;

    @Override
    public OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length) {
        this.status = status;
        this.headers = List.copyOf(headers);
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                if (body.size() + count > MOST || givenUp) {
                    throw new IOException("nobody wants so much");
                }
                body.write(bytes, from, count);
            }
        };
    }

    @Override
    public boolean begun() {
        return headers != null;
    }

    @Override
    public boolean clientGone() {
        return givenUp;
    }

    /** The answer is not wanted any more: whoever still waits for it may stop. */
    void giveUp() {
        givenUp = true;
    }

    int status() {
        return status;
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Sends what was kept. */
    void replay(Reply reply) {
        List<Map.Entry<String, String>> known = headers;
        try (OutputStream out = reply.begin(status, known == null ? List.of() : known, false, body.size())) {
            body.writeTo(out);
        } catch (IOException e) {
            // The client left before it could read its error.
        }
    }
}
