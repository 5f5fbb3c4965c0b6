package io.github.llmrouter;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes that a test says, and sees when which bytes come back. Used by one thread. */
public final class RawClient implements AutoCloseable {

    private static final int PATIENCE = 15_000;

    /** An answer's status and headers; names are in lower case, repeated ones joined by a comma. */
    public record Head(int status, Map<String, String> headers) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole request with a length; each header is a line. */
    public RawClient post(String path, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send(head("POST", path, "Content-Length: " + bytes.length, headers))
                .send(bytes);
    }

    public RawClient request(String method, String path, String... headers) throws IOException {
        return send(head(method, path, "X-None: 1", headers));
    }

    private static String head(String method, String path, String first, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\n" + first + "\r\n"
                + more + "\r\n";
    }

    public Head head() throws IOException {
        String[] status = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (String line; !(line = line(in)).isEmpty(); ) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        return new Head(Integer.parseInt(status[1]), headers);
    }

    /** The body after this head, decoded from chunks; it can be read as it comes. */
    public InputStream body(Head head) {
        if (head.header("transfer-encoding").equals("chunked")) {
            return new Chunked(in);
        }
        String length = head.header("content-length");
        return length.isEmpty() ? in : new Limited(in, Long.parseLong(length));
    }

    public String text(Head head) throws IOException {
        return new String(body(head).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads until {@code text} has come by. */
    public static String until(InputStream body, String text) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        while (!seen.toString(StandardCharsets.UTF_8).contains(text)) {
            int b = body.read();
            if (b < 0) {
                throw new IOException("the body ended before '" + text + "': " + seen);
            }
            seen.write(b);
        }
        return seen.toString(StandardCharsets.UTF_8);
    }

    /** Leaves with a reset instead of a farewell. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                throw new IOException("the connection ended");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int b = in.read();
            if (b < 0) {
                throw new IOException("cut");
            }
            left--;
            return b;
        }
    }

    private static final class Chunked extends InputStream {
        private final InputStream in;
        private int left;
        private boolean lineEndDue;
        private boolean ended;

        Chunked(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (left == 0 && !next()) {
                return -1;
            }
            int b = in.read();
            if (b < 0) {
                throw new IOException("cut in a chunk");
            }
            left--;
            return b;
        }

        private boolean next() throws IOException {
            if (!ended) {
                if (lineEndDue) {
                    // It may come with the next chunk only, as from Jetty; and who waits for that may be asked to wait
                    // again.
                    line(in);
                    lineEndDue = false;
                }
                left = Integer.parseInt(line(in).strip(), 16);
                lineEndDue = left > 0;
                if (left == 0) {
                    line(in);
                    ended = true;
                }
            }
            return !ended;
        }
    }
}
