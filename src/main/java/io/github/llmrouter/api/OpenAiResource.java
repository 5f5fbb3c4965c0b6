package io.github.llmrouter.api;

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

/** OpenAI's paths, below {@code /v1} and {@code /openai/v1}: Chat Completions, Responses, embeddings, the list of models. */
@Singleton
public final class OpenAiResource {

    private static final String CHAT = "openai";
    private static final String RESPONSES = "openai-responses";

    private final Door door;

    @Inject
    OpenAiResource(Door door) {
        this.door = door;
    }

    @POST
    @Path("chat/completions")
    public void chat(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(CHAT, Operation.GENERATE, null, arrival);
    }

    @POST
    @Path("responses")
    public void responses(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(RESPONSES, Operation.GENERATE, null, arrival);
    }

    @POST
    @Path("responses/input_tokens")
    public void inputTokens(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(RESPONSES, Operation.COUNT_TOKENS, null, arrival);
    }

    @POST
    @Path("embeddings")
    public void embeddings(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(CHAT, Operation.EMBED, null, arrival);
    }

    @GET
    @Path("models")
    public Response models(@Context HttpServletRequest request, @Context HttpServletResponse response) {
        return new Models(door, dialect(request)).list(request, response);
    }

    @GET
    @Path("models/{id:.+}")
    public Response model(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return new Models(door, dialect(request)).one(id, request, response);
    }

    /** Anthropic's clients ask for the same path; they always send their version. Codex tells its own in the query. */
    private static String dialect(HttpServletRequest request) {
        if (request.getHeader("anthropic-version") != null) {
            return "anthropic";
        }
        return Calls.query(request.getQueryString()).containsKey("client_version") ? RESPONSES : CHAT;
    }
}
