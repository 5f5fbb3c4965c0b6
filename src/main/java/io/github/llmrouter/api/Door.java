package io.github.llmrouter.api;

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
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every call enters: who asks is settled on the container's thread, all else on a virtual thread of its own.
 *
 * <p>Threading: one virtual thread for each call, named {@code llm-router-call-n}; it blocks, and ends with the call.
 */
final class Door {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.api");

    private final LlmRouter router;
    private final Executor threads;
    private final Peers peers = new Peers();

    Door(LlmRouter router) {
        this.router = router;
        Thread.Builder threads = Thread.ofVirtual().name("llm-router-call-", 0);
        this.threads = threads::start;
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
    void enter(
            String dialectName,
            Operation operation,
            @Nullable Named path,
            AsyncResponse async,
            HttpServletRequest request,
            HttpServletResponse response) {
        Dialect dialect = dialect(dialectName);
        ServletReply reply = new ServletReply(
                request,
                response,
                peers,
                router.gateway().snapshot().config().server().compression());
        Caller caller;
        try {
            caller = caller(request);
        } catch (FaultException e) {
            threads.execute(() -> {
                try {
                    fail(dialect, e.fault(), request, response, reply);
                } finally {
                    async.resume(done());
                }
            });
            return;
        }
        threads.execute(() -> {
            try {
                serve(dialect, operation, path, caller, request, response, reply);
            } finally {
                async.resume(done());
            }
        });
    }

    /** A model and whether to stream, where the path says so. */
    record Named(String model, boolean stream) {}

    private void serve(
            Dialect dialect,
            Operation operation,
            @Nullable Named path,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response,
            ServletReply reply) {
        try {
            long limit = router.gateway().snapshot().config().server().bodyLimit();
            Call call = Calls.read(dialect, operation, path, caller, request, limit);
            router.serve(call, reply);
            reply.finish();
        } catch (FaultException e) {
            fail(dialect, e.fault(), request, response, reply);
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
