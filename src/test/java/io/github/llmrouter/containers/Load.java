package io.github.llmrouter.containers;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that call until they are told to stop, and what became of their calls.
 *
 * <p>Threading: a virtual thread for each client; they end with {@link #end()}.
 */
final class Load {

    /** The answer that was asked for. */
    static final String ANSWERED = "answered";
    /** The router's own refusal, in the client's dialect. */
    static final String ROUTER = "refused by the router";
    /** The connection ended without an answer. */
    static final String CLOSED = "closed";

    private static final int CLIENTS = 4;
    private static final long PAUSE_NANOS = 10_000_000;

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Integer> calls = new ConcurrentSkipListMap<>();
    private volatile boolean enough;

    Load(Caller caller) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> call(caller));
        }
    }

    private void call(Caller caller) {
        while (!enough) {
            calls.merge(outcome(caller), 1, Integer::sum);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String outcome(Caller caller) {
        try {
            HttpResponse<String> answer = caller.post("/v1/chat/completions", Caller.chat(false));
            if (answer.body().contains("Hello from upstream")) {
                return ANSWERED;
            }
            return answer.body().startsWith("{\"error\"") ? ROUTER : "server " + answer.statusCode();
        } catch (IOException e) {
            return CLOSED;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops; how many calls ended how. A refusal by the server itself is named by its status. */
    Map<String, Integer> end() throws InterruptedException {
        enough = true;
        clients.shutdown();
        if (!clients.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new AssertionError("a call does not end: " + calls);
        }
        return calls;
    }
}
