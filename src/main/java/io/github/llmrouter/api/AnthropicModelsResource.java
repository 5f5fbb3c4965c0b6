package io.github.llmrouter.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Anthropic's list of models below {@code /anthropic/v1}; below {@code /v1} it shares OpenAI's path. */
@Singleton
public final class AnthropicModelsResource {

    private final Models models;

    @Inject
    AnthropicModelsResource(Door door) {
        this.models = new Models(door, "anthropic");
    }

    @GET
    @Path("models")
    public Response models(@Context HttpServletRequest request, @Context HttpServletResponse response) {
        return models.list(request, response);
    }

    @GET
    @Path("models/{id:.+}")
    public Response model(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return models.one(id, request, response);
    }
}
