package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Reloads the configuration when an operator says so. */
@Singleton
@Path("/admin/reload")
public final class ReloadResource {

    private final LlmRouter router;
    private final Guard guard;

    public ReloadResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    /** 200, or 409 with every problem: then the old configuration stays. */
    @POST
    public Response reload(@Context HttpServletRequest request) {
        return guard.change(request, "reload", deed -> reload());
    }

    private Response reload() {
        try {
            router.reload();
            return Guard.json(200, Json.object().with("status", "reloaded"));
        } catch (ConfigException e) {
            return Guard.json(
                    409,
                    Json.object()
                            .with("error", "the configuration has problems; the old one stays")
                            .with("problems", e.problems().stream().map(Object::toString)));
        }
    }
}
