package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Whether the router lives and whether it can serve; open to everybody, tells no secret. */
@Singleton
@Path("/")
public final class HealthResource {

    private final LlmRouter router;

    HealthResource(LlmRouter router) {
        this.router = router;
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String root() {
        return "llm-router\n";
    }

    @GET
    @Path("health")
    @Produces(MediaType.TEXT_PLAIN)
    public String live() {
        return "OK";
    }

    @GET
    @Path("health/ready")
    public Response ready() {
        String notReady = router.notReady();
        Json body = notReady == null
                ? Json.object().with("status", "ready")
                : Json.object().with("status", "not ready").with("reason", notReady);
        body.with("since", router.since().toString());
        return Response.status(notReady == null ? 200 : 503)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body.toString())
                .build();
    }
}
