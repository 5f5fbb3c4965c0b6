package io.github.llmrouter.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A scripted provider that speaks all four dialects, on loopback only; {@link Script} says what it answers.
 *
 * <p>Threading: one virtual thread for each request, and the JDK's dispatcher; all end with {@link #close()}.
 */
public final class DemoUpstream implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.demo");

    /** Between two events of a stream: slow enough to be seen. */
    private static final Duration PACE = Duration.ofMillis(20);

    private final HttpServer server;
    private final ExecutorService threads;
    private final Duration pace;

    private DemoUpstream(HttpServer server, ExecutorService threads, Duration pace) {
        this.server = server;
        this.threads = threads;
        this.pace = pace;
    }

    /**
     * Starts on a port of 127.0.0.1.
     *
     * @param port 0 for any
     * @throws IOException when the port is taken
     */
    public static DemoUpstream start(int port) throws IOException {
        return start(port, PACE);
    }

    /** As above, with another pause between the events of a stream. */
    public static DemoUpstream start(int port, Duration pace) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("llm-router-demo-", 0).factory());
        DemoUpstream upstream = new DemoUpstream(server, threads, pace);
        server.setExecutor(threads);
        server.createContext("/", upstream::handle);
        server.start();
        return upstream;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (Endpoint.answer(exchange.getRequestMethod(), exchange.getRequestURI(), body)) {
                case Reply.Whole whole -> send(exchange, whole);
                case Reply.Events events -> stream(exchange, events);
                case Reply.Array array -> stream(exchange, array);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the demo upstream stumbled", e);
        }
    }

    private static void send(HttpExchange exchange, Reply.Whole reply) throws IOException {
        byte[] bytes = Json.bytes(reply.json());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (reply.status() == 429) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void stream(HttpExchange exchange, Reply.Events reply) throws IOException, InterruptedException {
        String end = reply.crlf() ? "\r\n" : "\n";
        List<String> texts = reply.frames().stream()
                .map(frame -> (frame.event().isEmpty() ? "" : "event: " + frame.event() + end) + "data: " + frame.data()
                        + end + end)
                .toList();
        write(exchange, "text/event-stream; charset=utf-8", texts);
    }

    /** Without {@code alt=sse} Google streams one array, an item at a time. */
    private void stream(HttpExchange exchange, Reply.Array reply) throws IOException, InterruptedException {
        List<String> texts = reply.frames().stream()
                .map(frame -> (frame == reply.frames().getFirst() ? "[" : "\n,\r\n")
                        + frame.data()
                        + (frame == reply.frames().getLast() ? "\n]" : ""))
                .toList();
        write(exchange, "application/json; charset=UTF-8", texts);
    }

    private void write(HttpExchange exchange, String type, List<String> texts)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String text : texts) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            Thread.sleep(pace);
        }
    }
}
