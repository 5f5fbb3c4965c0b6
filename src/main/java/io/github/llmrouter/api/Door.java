package io.github.llmrouter.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.access.Credentials;
import io.github.llmrouter.access.Verdict;
import io.github.llmrouter.admin.Visitor;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every call enters: who asks is settled on the container's thread, all else on a virtual thread of its own.
 *
 * <p>Threading: one virtual thread for each call, named {@code llm-router-call-n}; it blocks, and ends with the call. Where the
 * container's own threads are virtual, as in the stand-alone server, a call stays on the one that it came on.
 */
final class Door {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.api");

    private final LlmRouter router;
    private final Executor threads;
    private final Peers peers = new Peers();
    private final boolean tomcat;

    Door(LlmRouter router, ServletContext context) {
        this.router = router;
        this.tomcat = context.getServerInfo().contains("Tomcat");
        // Pools of the container grow when a call is handed back to them: a thread that began with our class loader
        // would keep it.
        Thread.Builder threads = Thread.ofVirtual().name("llm-router-call-", 0).inheritInheritableThreadLocals(false);
        this.threads = task -> {
            if (Thread.currentThread().isVirtual()) {
                task.run();
            } else {
                threads.start(task);
            }
        };
    }

    LlmRouter router() {
        return router;
    }

    Dialect dialect(String name) {
        return router.dialects().of(name);
    }

    /**
     * Serves a call that has a body.
     *
     * @param path what the path says of the model; null for dialects that name it in the body
     */
    void enter(@Nullable String dialectName, Operation operation, @Nullable Named path, Arrival arrival) {
        HttpServletRequest request = arrival.request();
        HttpServletResponse response = arrival.response();
        // Until the body is known, what the path and the version header say.
        Dialect dialect = dialect(dialectName == null ? guess(request) : dialectName);
        ServletReply reply = new ServletReply(
                request,
                response,
                peers,
                router.gateway().snapshot().config().server().compression());
        Caller caller;
        try {
            caller = caller(request);
        } catch (FaultException e) {
            start(arrival, () -> fail(dialect, e.fault(), request, response, reply));
            return;
        }
        start(arrival, () -> serve(dialect, dialectName == null, operation, path, caller, request, response, reply));
    }

    private void start(Arrival arrival, Runnable work) {
        if (tomcat) {
            // When an application stops, Tomcat cuts off what has no time limit at once. What has one it lets end.
            arrival.request().getAsyncContext().setTimeout(Long.MAX_VALUE);
        }
        router.calls().enter();
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                arrival.end();
                router.calls().leave();
            }
        });
    }

    /** A model and whether to stream, where the path says so. */
    record Named(String model, boolean stream) {}

    private static String guess(HttpServletRequest request) {
        boolean anthropic = request.getHeader("anthropic-version") != null
                || request.getRequestURI().endsWith("/anthropic");
        return anthropic ? "anthropic" : "openai";
    }

    /** In the dialect that the body is in, if the path names none. */
    private Call read(
            Dialect dialect,
            boolean detect,
            Operation operation,
            @Nullable Named path,
            Caller caller,
            HttpServletRequest request)
            throws IOException {
        byte[] body = Calls.body(
                request, router.gateway().snapshot().config().server().bodyLimit());
        if (!detect
                || request.getRequestURI().endsWith("/anthropic")
                || request.getRequestURI().endsWith("/openai")) {
            return Calls.read(dialect, operation, path, caller, request, body);
        }
        JsonNode tree = Json.read(body.length == 0 ? new byte[] {'{', '}'} : body);
        String found = Detection.of(dialect.name().equals("anthropic"), tree);
        if (found.equals("gemini") && tree.deepCopy() instanceof ObjectNode gemini) {
            Named named =
                    new Named(tree.path("model").asText(), tree.path("stream").asBoolean());
            byte[] without = Json.bytes(gemini.without(List.of("model", "stream")));
            return Calls.read(dialect(found), operation, named, caller, request, without);
        }
        return Calls.read(dialect(found), operation, path, caller, request, body);
    }

    private void serve(
            Dialect first,
            boolean detect,
            Operation operation,
            @Nullable Named path,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response,
            ServletReply reply) {
        Dialect dialect = first;
        try {
            Call call = read(first, detect, operation, path, caller, request);
            dialect = call.dialect();
            Redirection redirection = new Redirection(router, request);
            Call routed = redirection.of(call);
            router.serve(routed, redirection.reply(reply));
            reply.finish();
        } catch (FaultException e) {
            fail(dialect, e.fault(), request, response, reply);
        } catch (JsonProcessingException e) {
            fail(dialect, Fault.invalid("the body is not valid JSON", null), request, response, reply);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The client left while it sent its request: {0}", e.getMessage());
            fail(dialect, Fault.invalid("the body ended too early", null), request, response, reply);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(Level.ERROR, "A call failed inside the router, request " + EdgeFilter.id(request), e);
            fail(
                    dialect,
                    Fault.of(Fault.Kind.INTERNAL, "the router failed; its log says why"),
                    request,
                    response,
                    reply);
        }
    }

    private static void fail(
            Dialect dialect,
            Fault fault,
            HttpServletRequest request,
            HttpServletResponse response,
            ServletReply reply) {
        if (!reply.begun()) {
            Errors.write(dialect, fault, request, response);
            Calls.discard(request);
        }
    }

    /** @throws FaultException if the router is not ready or the caller has no right key */
    Caller caller(HttpServletRequest request) {
        String notReady = router.notReady();
        if (notReady != null) {
            throw new FaultException(Fault.of(Fault.Kind.OVERLOADED, notReady));
        }
        return switch (router.access()
                .check(Credentials.presented(request::getHeader, request.getQueryString()), new Visitor(request))) {
            case Verdict.Known(Caller caller) -> caller;
            case Verdict.Missing missing ->
                throw new FaultException(Fault.of(Fault.Kind.UNAUTHENTICATED, "Authentication token is required")
                        .withCode("missing_auth_token"));
            case Verdict.Wrong wrong ->
                throw new FaultException(Fault.of(Fault.Kind.UNAUTHENTICATED, "Invalid authentication token")
                        .withCode("invalid_token"));
        };
    }

    /** An answer that is there at once, such as a list. */
    void answer(Dialect dialect, HttpServletRequest request, HttpServletResponse response, Supplier<Object> body) {
        try {
            caller(request);
            Errors.json(response, 200, body.get());
        } catch (FaultException e) {
            Errors.write(dialect, e.fault(), request, response);
        }
    }

    /** The response has been written by hand; a new object each time, because Jersey changes it. */
    static Response done() {
        return Response.ok().build();
    }
}
