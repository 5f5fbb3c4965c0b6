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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * The only paths that the container guards by a login of its own: whoever comes through has the container's session from then
 * on, which {@code /admin} accepts. Where the container has no login, nobody comes through.
 */
@Singleton
@Path("/sso")
public final class SsoResource {

    private final Guard guard;

    public SsoResource(Guard guard) {
        this.guard = guard;
    }

    /** On to the console. */
    @GET
    @Path("login")
    public Response login(@Context HttpServletRequest request) {
        return guard.view(
                request,
                operator -> Response.seeOther(URI.create(request.getContextPath() + "/admin/"))
                        .build());
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

    /** Ends the session; where the identity provider ends its own too, the container sends the browser there. */
    @POST
    @Path("logout")
    public Response logout(@Context HttpServletRequest request, @Context HttpServletResponse response)
            throws ServletException {
        request.logout();
        HttpSession session = response.isCommitted() ? null : request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        return Response.noContent().build();
    }
}
