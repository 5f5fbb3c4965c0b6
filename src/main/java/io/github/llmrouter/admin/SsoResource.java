package io.github.llmrouter.admin;

import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.security.Principal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The only paths that the container guards by a login of its own: whoever comes through has the container's session from then
 * on, which {@code /admin} accepts. Where the container has no login, nobody comes through.
 */
@Singleton
@Path("/sso")
public class SsoResource {

    /** A page of the administration; nothing that a browser could take for another host, or for a way out by dots. */
    private static final Pattern OURS =
            Pattern.compile("/admin(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?([?#][A-Za-z0-9._~/?&=#%:,@+-]*)?");

    private final Guard guard;

    public SsoResource(Guard guard) {
        this.guard = guard;
    }

    /**
     * On to where one came from, or to the console: {@code /sso/login/admin/usage} leads to {@code /admin/usage}. It is part of the path,
     * because not every server brings a query back from the identity provider.
     */
    @GET
    @Path("login{to: (/.*)?}")
    public Response login(@Context HttpServletRequest request, @PathParam("to") String to) {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        return guard.enter(
                request,
                operator -> Response.seeOther(page(request, to + query)).build());
    }

    private static URI page(HttpServletRequest request, String to) {
        String inside = OURS.matcher(to).matches() ? to : "/admin/";
        try {
            return URI.create(request.getContextPath() + inside);
        } catch (IllegalArgumentException e) {
            return URI.create(request.getContextPath() + "/admin/");
        }
    }

    /** Who is logged in. */
    @GET
    @Path("me")
    public Response me(@Context HttpServletRequest request) {
        return guard.view(
                request,
                operator -> Guard.json(
                        200,
                        Json.object()
                                .with("name", operator.name())
                                .with("role", operator.role().written())));
    }

    /**
     * Ends the session, of anybody, also of one who has no role here; never because somebody else's page asks. Where the container
     * ends the identity provider's session too, it sends the browser there; else to {@code to}, if that is given.
     */
    @POST
    @Path("logout")
    public Response logout(
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @QueryParam("to") @Nullable String to)
            throws ServletException {
        Principal somebody = request.getUserPrincipal();
        HttpSession session = request.getSession(false);
        if (somebody != null || session != null) {
            if (!OwnPage.asks(request)) {
                return guard.crossSite(request, "logout");
            }
            guard.left(request, somebody == null ? "" : somebody.getName());
            request.logout();
            end(response.isCommitted() ? null : request.getSession(false));
        }
        return to == null
                ? Response.noContent().build()
                : Response.seeOther(page(request, to)).build();
    }

    private static void end(@Nullable HttpSession session) {
        if (session != null) {
            session.invalidate();
        }
    }
}
