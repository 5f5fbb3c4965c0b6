package io.github.llmrouter.containers;

import io.github.llmrouter.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A client whose answer has begun and does not go on.
 *
 * <p>Threading: a virtual thread reads until the stream ends, or for a minute.
 */
final class OpenStream implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Executor READERS = task -> Thread.ofVirtual().start(task);

    private final RawClient client;
    private final CompletableFuture<String> rest;

    /** The upstream must be told to {@link #hang} before. */
    OpenStream(Caller caller) throws IOException {
        client = caller.raw();
        RawClient.Head head = client.post(
                        caller.path("/v1/chat/completions"), Caller.chat(true), "Authorization: Bearer " + Caller.KEY)
                .head();
        InputStream body = client.body(head);
        RawClient.until(body, "first");
        rest = CompletableFuture.supplyAsync(() -> read(body), READERS);
    }

    /** Streams begin and do not go on; other calls are answered. */
    static void hang() {
        Caller.UPSTREAM.script((request, line) -> {
            if (request.text().contains("\"stream\":true")) {
                line.events();
                line.chunk(Caller.delta("first"));
                line.awaitClose();
            } else {
                line.json(200, Caller.WHOLE);
            }
        });
    }

    private static String read(InputStream body) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                int b = body.read();
                if (b < 0) {
                    return rest.toString(StandardCharsets.UTF_8);
                }
                rest.write(b);
            } catch (SocketTimeoutException e) {
                // Not yet: some servers look for changes every few seconds only.
            } catch (IOException e) {
                return rest.toString(StandardCharsets.UTF_8);
            }
        }
        return rest + " (not ended)";
    }

    /** Everything that came after the beginning, when the stream has ended. */
    String rest() throws Exception {
        return rest.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        client.close();
    }
}
