package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Credentials;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Reloads the configuration when an operator says so. */
@Singleton
@Path("/admin/reload")
public final class ReloadResource {

    private final LlmRouter router;

    public ReloadResource(LlmRouter router) {
        this.router = router;
    }

    /** 200, or 409 with every problem: then the old configuration stays. */
    @POST
    public Response reload(@Context HttpServletRequest request) {
        if (router.access()
                .admin(Credentials.presented(request::getHeader, null))
                .isEmpty()) {
            return json(403, Json.object().with("error", "an admin key is needed (access.admin_keys)"));
        }
        try {
            router.reload();
            return json(200, Json.object().with("status", "reloaded"));
        } catch (ConfigException e) {
            return json(
                    409,
                    Json.object()
                            .with("error", "the configuration has problems; the old one stays")
                            .with("problems", e.problems().stream().map(Object::toString)));
        }
    }

    private static Response json(int status, Json body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body.toString())
                .build();
    }
}
