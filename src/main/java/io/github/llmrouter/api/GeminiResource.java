package io.github.llmrouter.api;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Operation;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Gemini's paths, below {@code /v1beta} and {@code /gemini/v1beta}: the model stands in the path, and what to do with it. */
@Singleton
public final class GeminiResource {

    private static final String NAME = "gemini";

    private final Door door;
    private final Models models;

    @Inject
    GeminiResource(Door door) {
        this.door = door;
        this.models = new Models(door, NAME);
    }

    /** A model's name may hold slashes and colons; the last colon is before the verb. */
    @POST
    @Path("models/{tail:.+}")
    public void generate(@PathParam("tail") String path, @Suspended AsyncResponse async, @Context Arrival arrival) {
        String tail = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int colon = tail.lastIndexOf(':');
        String model = colon < 0 ? tail : tail.substring(0, colon);
        switch (colon < 0 ? "" : tail.substring(colon + 1)) {
            case "generateContent" -> enter(Operation.GENERATE, model, false, arrival);
            case "streamGenerateContent" -> enter(Operation.GENERATE, model, true, arrival);
            case "countTokens" -> enter(Operation.COUNT_TOKENS, model, false, arrival);
            case "embedContent" -> enter(Operation.EMBED, model, false, arrival);
            default -> {
                Fault fault = Fault.of(
                        Fault.Kind.NOT_FOUND,
                        "the path must end in :generateContent, :streamGenerateContent, :countTokens or :embedContent");
                Errors.write(door.dialect(NAME), fault, arrival.request(), arrival.response());
                arrival.end();
            }
        }
    }

    private void enter(Operation operation, String model, boolean stream, Arrival arrival) {
        door.enter(NAME, operation, new Door.Named(model, stream), arrival);
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
