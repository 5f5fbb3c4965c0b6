package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.gateway.Gateway;
import io.github.llmrouter.gateway.Reply;
import io.github.llmrouter.virtual.Decision.UnusableException;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model to choose: the question goes through the gateway like any client's, so the model may speak any dialect.
 *
 * <p>Threading: each question runs on a virtual thread of its own, so that a late answer keeps nobody waiting; it ends when the
 * gateway notices that nobody waits, or with the answer.
 */
final class RouterModel {

    private static final int TRIES = 2;
    private static final long LOOK_MILLIS = 250;

    private final Gateway gateway;
    private final Dialect dialect;
    private final AtomicInteger underWay = new AtomicInteger();

    RouterModel(Gateway gateway, Dialect dialect) {
        this.gateway = gateway;
        this.dialect = dialect;
    }

    /** How many questions are not over and recorded yet, also those that nobody waits for any more. */
    int underWay() {
        return underWay.get();
    }

    /**
     * Asks, and asks once more if the answer cannot be used.
     *
     * @return null if it still cannot
     */
    @Nullable
    Decision decide(Config.VirtualModel virtual, Call call, Reply client, String name, Question question) {
        List<String> allowed =
                question.candidates().stream().map(Candidate::name).toList();
        String complaint = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                String said = ask(virtual, call, client, name, question.body(name, complaint, i > 0));
                return Decision.read(said, allowed, name);
            } catch (UnusableException e) {
                complaint = e.getMessage();
                Events.undecided(call, name, String.valueOf(complaint));
            }
        }
        return null;
    }

    private String ask(Config.VirtualModel virtual, Call call, Reply client, String name, byte[] body)
            throws UnusableException {
        Duration timeout = virtual.timeout();
        HeldReply held = new HeldReply();
        Call question = question(call, virtual.limits(), name, body);
        underWay.incrementAndGet();
        FutureTask<Void> task = new FutureTask<>(() -> serve(question, held), null);
        Thread.ofVirtual().name("llm-router-decision").start(task);
        try {
            await(task, client, timeout);
        } catch (ExecutionException e) {
            throw new UnusableException(
                    e.getCause() instanceof FaultException fault
                            ? fault.fault().kind() + ": " + fault.fault().message()
                            : "the call failed inside the router");
        } catch (TimeoutException e) {
            throw new UnusableException("there was no answer within " + timeout.toMillis() + " ms");
        } finally {
            held.giveUp();
        }
        if (held.status() != 200) {
            throw new UnusableException("the status was " + held.status());
        }
        return said(held.text());
    }

    private void serve(Call question, Reply held) {
        try {
            gateway.serve(question, held);
        } finally {
            underWay.decrementAndGet();
        }
    }

    /** Looks now and then whether the client still waits. */
    private static void await(FutureTask<Void> task, Reply client, Duration timeout)
            throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            try {
                task.get(Math.max(1, Math.min(LOOK_MILLIS, left)), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (client.clientGone()) {
                    throw new FaultException(Fault.of(Fault.Kind.CLIENT_GONE, "the client has left"));
                }
                if (left <= LOOK_MILLIS) {
                    throw e;
                }
            } catch (InterruptedException e) {
                throw new FaultException(Fault.of(Fault.Kind.OVERLOADED, "the router is shutting down"));
            }
        }
    }

    private Call question(Call call, List<Config.Limit> limits, String name, byte[] body) {
        try {
            return new Call(
                            call.requestId(),
                            call.caller().onBehalf(limits),
                            dialect,
                            Operation.GENERATE,
                            name,
                            false,
                            body,
                            Splice.find(body, "model", "stream"),
                            Map.of(),
                            Map.of())
                    .once();
        } catch (IOException e) {
            throw new IllegalStateException("our own question can be read", e);
        }
    }

    /** The visible text of a Chat Completions answer. */
    private static String said(String answer) throws UnusableException {
        JsonNode content;
        try {
            content = Json.read(answer).at("/choices/0/message/content");
        } catch (IOException e) {
            throw new UnusableException("it is not JSON");
        }
        StringBuilder text = new StringBuilder(content.asText());
        content.forEach(part -> text.append(part.path("text").asText()));
        if (text.toString().isBlank()) {
            throw new UnusableException("it has no text");
        }
        return text.toString();
    }
}
