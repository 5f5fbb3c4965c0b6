package io.github.llmrouter;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;

/**
 * A provider that does exactly what a test says, byte by byte, also what no well-behaved server does.
 *
 * <p>Threading: one virtual thread accepts, one serves each connection; all end with {@link #close()}.
 */
public final class ScriptedUpstream implements AutoCloseable {

    /** What to do with a request. */
    public interface Script {
        void play(Request request, Line line) throws Exception;
    }

    /** A request as it came. Header names are in lower case. */
    public record Request(String method, String path, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script;

    public ScriptedUpstream(Script script) {
        this(script, ServerSocketFactory.getDefault());
    }

    public ScriptedUpstream(Script script, ServerSocketFactory sockets) {
        this.script = script;
        try {
            server = sockets.createServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public void script(Script script) {
        this.script = script;
    }

    public int port() {
        return server.getLocalPort();
    }

    public String base() {
        return "http://127.0.0.1:" + port();
    }

    public Queue<Request> requests() {
        return requests;
    }

    public int connections() {
        return connections.get();
    }

    /** Connections that are open now. */
    public int open() {
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request request;
            while ((request = read(in)) != null) {
                requests.add(request);
                Line line = new Line(socket, in);
                script.play(request, line);
                if (!line.keep) {
                    return;
                }
            }
        } catch (Exception e) {
            // The other side left, or the script wants it so.
        } finally {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line; !(line = String.valueOf(line(in))).isEmpty(); ) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = first.split(" ");
        return new Request(words[0], words[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // closed anyway
        }
    }

    /** The way back on one connection. */
    public static final class Line {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean keep;

        Line(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        /** A whole answer with a content length; the connection stays open. */
        public void answer(int status, String type, byte[] body, String... headers) throws IOException {
            head(status, "content-type: " + type, "content-length: " + body.length, headers);
            out.write(body);
            out.flush();
            keep = true;
        }

        public void json(int status, String body, String... headers) throws IOException {
            answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
        }

        /** The head of a chunked answer. */
        public void begin(int status, String type, String... headers) throws IOException {
            head(status, "content-type: " + type, "transfer-encoding: chunked", headers);
        }

        public void events(String... headers) throws IOException {
            begin(200, "text/event-stream", headers);
        }

        private void head(int status, String first, String second, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n" + first + "\r\n" + second + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            raw(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        }

        public void chunk(byte[] bytes) throws IOException {
            raw((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            raw(bytes);
            raw("\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        public void chunk(String text) throws IOException {
            chunk(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The proper end of a chunked answer; the connection stays open. */
        public void end() throws IOException {
            raw("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            keep = true;
        }

        public void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Ends the connection with a reset instead of a farewell. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Returns when the other side has closed the connection. */
        public void awaitClose() throws IOException {
            try {
                while (in.read() >= 0) {
                    // drained
                }
            } catch (IOException e) {
                // reset counts
            }
        }

        /** Time passes, as seen by whoever waits for this answer. */
        public void pause(long millis) {
            LockSupport.parkNanos(millis * 1_000_000);
        }

        /** Blocks until the test lets go. */
        public void await(CountDownLatch latch) throws InterruptedException {
            latch.await();
        }
    }
}
