package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Credentials;
import io.github.llmrouter.access.Operator;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Stands before everything that is the operators': lets them in, keeps others out, and writes down who did what. */
public final class Guard {

    /** The paths of people, below the application's own: with a login of a browser's, hence for our own pages alone. */
    private static final List<String> PLACES = List.of("/admin", "/sso", "/metrics", "/config");

    private static final int LARGEST = 1 << 20;

    private final LlmRouter router;
    private final Audit audit;

    public Guard(LlmRouter router) {
        this.router = router;
        this.audit = router.audit();
    }

    /** Whether this is for people, and not part of the API. */
    public static boolean isForPeople(HttpServletRequest request) {
        // Decoded, as Jersey sees it.
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return PLACES.stream().anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
    }

    /** For what only shows something: viewers and administrators. */
    public Response view(HttpServletRequest request, Function<Operator, Response> show) {
        Optional<Operator> operator = operator(request);
        return operator.isEmpty() ? refused(request, "view") : show.apply(operator.get());
    }

    /** For one who comes in by the container's login; this is written down as well. */
    Response enter(HttpServletRequest request, Function<Operator, Response> show) {
        Optional<Operator> operator = operator(request);
        return operator.isEmpty()
                ? refused(request, "login")
                : done(request, "login", operator.get(), deed -> show.apply(deed.operator()));
    }

    /**
     * For what changes something: administrators, and never because somebody else's page made a browser ask.
     *
     * @param action what it is called in the audit trail
     */
    public Response change(HttpServletRequest request, String action, Function<Deed, Response> work) {
        Optional<Operator> operator = operator(request);
        if (operator.isEmpty() || !operator.get().administrates()) {
            return refused(request, action);
        }
        return operator.get().ambient() && !OwnPage.asks(request)
                ? crossSite(request, action)
                : done(request, action, operator.get(), work);
    }

    /** 403, written down; for whoever it is. */
    Response crossSite(HttpServletRequest request, String action) {
        audit.record(event(request, action).with("outcome", "cross-site"));
        return json(403, Json.object().with("error", "this must be asked by a page of this site"));
    }

    /** Does it, and writes down how it went, also when it fails. */
    private Response done(HttpServletRequest request, String action, Operator operator, Function<Deed, Response> work) {
        Json event = event(request, action).with("config_before", router.configurationHash());
        String outcome = "failed";
        try {
            Response response = work.apply(new Deed(operator, event));
            outcome = response.getStatus() < 400 ? "done" : "failed";
            return response;
        } finally {
            audit.record(event.with("outcome", outcome).with("config_after", router.configurationHash()));
        }
    }

    /** That somebody leaves, who may have no role of ours. */
    void left(HttpServletRequest request, String who) {
        audit.record(event(request, "logout").with("outcome", "done").with("who", Audit.cut(who)));
    }

    private Optional<Operator> operator(HttpServletRequest request) {
        return router.access().operator(Credentials.presented(request::getHeader, null), new Visitor(request));
    }

    /** 401 to nobody, 403 to somebody who has not the role. */
    private Response refused(HttpServletRequest request, String action) {
        Json event = event(request, action).with("outcome", "refused");
        audit.record(event);
        String needed = "an admin key (access.admin_keys) or a login with the role llm-router-admin is needed";
        return event.node().has("who")
                ? json(403, Json.object().with("error", needed))
                : Response.fromResponse(json(401, Json.object().with("error", needed)))
                        .header("www-authenticate", "Bearer")
                        .build();
    }

    /** Who, what, where, from where; a path without its parameters, which can hold a session's id. */
    private Json event(HttpServletRequest request, String action) {
        Json event = Json.object().with("action", Audit.cut(action));
        Optional<Operator> operator = operator(request);
        operator.map(Operator::name)
                .or(() -> router.access().stranger(new Visitor(request)))
                .ifPresent(who -> event.with("who", Audit.cut(who)));
        operator.ifPresent(known -> event.with("role", known.role().written())
                .with("by", known.means().name().toLowerCase(Locale.ROOT)));
        return event.with("method", request.getMethod())
                .with("path", Audit.cut(request.getRequestURI().replaceAll(";[^/]*", "")))
                .with("from", request.getRemoteAddr());
    }

    /**
     * What the operator sends. Read here, and not by Jersey before anybody is asked who he is.
     *
     * @throws IOException also if it is more than a megabyte
     */
    static byte[] body(HttpServletRequest request) throws IOException {
        return body(request, LARGEST);
    }

    /** @param limit in bytes */
    static byte[] body(HttpServletRequest request, long limit) throws IOException {
        byte[] body = request.getInputStream().readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
        if (body.length > limit) {
            throw new IOException("the body is larger than " + limit + " bytes");
        }
        return body;
    }

    static Response json(int status, Json body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body.toString())
                .build();
    }
}
