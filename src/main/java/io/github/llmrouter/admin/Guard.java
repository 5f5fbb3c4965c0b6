package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Access;
import io.github.llmrouter.access.Credentials;
import io.github.llmrouter.access.Operator;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stands before everything below {@code /admin}: lets operators in, keeps others out, and writes down who did what. */
public final class Guard {

    private final LlmRouter router;
    private final Audit audit = new Audit(InstantSource.system());

    public Guard(LlmRouter router) {
        this.router = router;
    }

    /** For what only shows something: viewers and administrators. */
    public Response view(HttpServletRequest request, Function<Operator, Response> show) {
        Optional<Operator> operator = operator(request);
        return operator.isEmpty() ? refused(request, "view") : show.apply(operator.get());
    }

    /**
     * For what changes something: administrators, and never because somebody else's page made a browser ask.
     *
     * @param action what it is called in the audit trail
     */
    public Response change(HttpServletRequest request, String action, Function<Operator, Response> work) {
        Optional<Operator> operator = operator(request);
        if (operator.isEmpty() || !operator.get().administrates()) {
            return refused(request, action);
        }
        if (operator.get().ambient() && !ownPage(request)) {
            audit.record(event(request, action, "cross-site")
                    .with("who", operator.get().name()));
            return json(403, Json.object().with("error", "this must be asked by a page of this site"));
        }
        String before = router.configurationHash();
        Response response = work.apply(operator.get());
        audit.record(event(request, action, response.getStatus() < 400 ? "done" : "failed")
                .with("who", operator.get().name())
                .with("role", operator.get().role().written())
                .with("by", operator.get().means().name().toLowerCase(java.util.Locale.ROOT))
                .with("config_before", before)
                .with("config_after", router.configurationHash()));
        return response;
    }

    private Optional<Operator> operator(HttpServletRequest request) {
        return router.access().operator(Credentials.presented(request::getHeader, null), new Visitor(request));
    }

    /** 401 to nobody, 403 to somebody who has not the role. */
    private Response refused(HttpServletRequest request, String action) {
        Access access = router.access();
        Visitor visitor = new Visitor(request);
        Optional<String> who = operator(request).map(Operator::name).or(() -> access.stranger(visitor));
        audit.record(event(request, action, "refused").with("who", who.orElse(null)));
        String needed = "an admin key (access.admin_keys) or a login with the role llm-router-admin is needed";
        return who.isPresent()
                ? json(403, Json.object().with("error", needed))
                : Response.fromResponse(json(401, Json.object().with("error", needed)))
                        .header("www-authenticate", "Bearer")
                        .build();
    }

    private static Json event(HttpServletRequest request, String action, String outcome) {
        return Json.object()
                .with("action", action)
                .with("outcome", outcome)
                .with("path", request.getRequestURI())
                .with("from", request.getRemoteAddr());
    }

    /**
     * Whether one of our own pages asks. Browsers say so; old ones tell the page's origin; what tells neither is no browser, or
     * shows by a header of its own that it is no form.
     */
    private static boolean ownPage(HttpServletRequest request) {
        String site = request.getHeader("sec-fetch-site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader("origin");
        return origin == null
                ? request.getHeader("x-requested-with") != null
                : sameHost(origin, request.getHeader("host"));
    }

    private static boolean sameHost(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Response json(int status, Json body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body.toString())
                .build();
    }
}
