package io.github.llmrouter.api;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Unknown paths, wrong methods and our own accidents, worded in the dialect that the path belongs to. */
final class WrongRequests implements ExceptionMapper<Throwable> {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.api");

    /** What nobody reads closes the connection, unless it is so short that it is read all the same: bytes. */
    private static final int SHORT = 64 << 10;

    private final Door door;

    @Context
    private @Nullable HttpServletRequest request;

    WrongRequests(Door door) {
        this.door = door;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        HttpServletRequest asked = java.util.Objects.requireNonNull(request);
        if (asked.getContentLengthLong() > 0 && asked.getContentLengthLong() <= SHORT) {
            Calls.discard(asked);
        }
        Fault fault = fault(thrown, asked);
        Dialect dialect = door.dialect(dialect(asked));
        Said said = dialect.writeFault(fault, EdgeFilter.id(asked));
        Response.ResponseBuilder response = Response.status(said.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Json.text(said.body()));
        if (thrown instanceof WebApplicationException web) {
            String allow = web.getResponse().getHeaderString(HttpHeaders.ALLOW);
            if (allow != null) {
                response.header(HttpHeaders.ALLOW, allow);
            }
        }
        return response.build();
    }

    private static Fault fault(Throwable thrown, HttpServletRequest request) {
        String what = request.getMethod() + " " + request.getRequestURI();
        if (thrown instanceof WebApplicationException web) {
            return switch (web.getResponse().getStatus()) {
                case 404 ->
                    Fault.of(Fault.Kind.NOT_FOUND, "there is nothing at " + what)
                            .withCode("not_found");
                case 405 ->
                    Fault.of(Fault.Kind.METHOD_NOT_ALLOWED, what + ": this path takes another method")
                            .withCode("method_not_allowed");
                case 415 -> Fault.of(Fault.Kind.UNSUPPORTED_MEDIA, "send JSON");
                default -> Fault.invalid(what + " cannot be understood", null);
            };
        }
        LOG.log(System.Logger.Level.ERROR, "A request failed inside the router: " + what, thrown);
        return Fault.of(Fault.Kind.INTERNAL, "the router failed; its log says why");
    }

    private String dialect(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        for (String name : door.router().dialects().names()) {
            if (path.startsWith("/dialects/" + name + "/")) {
                return name;
            }
        }
        if (path.startsWith("/anthropic") || path.startsWith("/v1/messages")) {
            return "anthropic";
        }
        if (path.startsWith("/gemini") || path.startsWith("/v1beta")) {
            return "gemini";
        }
        if (path.contains("/responses")) {
            return "openai-responses";
        }
        return request.getHeader("anthropic-version") != null ? "anthropic" : "openai";
    }
}
