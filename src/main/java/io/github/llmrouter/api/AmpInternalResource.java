package io.github.llmrouter.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.amp.Internal;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** Amp's own server, as far as a session needs it. */
@Singleton
@Path("/api/internal{rest:(/.*)?}")
public final class AmpInternalResource {

    private final Door door;

    @Inject
    AmpInternalResource(Door door) {
        this.door = door;
    }

    @GET
    public Response get(@Context HttpServletRequest request, @Context HttpServletResponse response) {
        return answer(request, response, Json.object().node());
    }

    @POST
    public Response post(@Context HttpServletRequest request, @Context HttpServletResponse response, byte[] body) {
        JsonNode call;
        try {
            call = body.length == 0 ? Json.object().node() : Json.read(body);
        } catch (IOException e) {
            call = Json.object().node();
        }
        return answer(request, response, call);
    }

    private Response answer(HttpServletRequest request, HttpServletResponse response, JsonNode call) {
        String query =
                request.getQueryString() == null ? "" : request.getQueryString().replaceAll("[=&].*", "");
        String method = call.path("method").asText(query);
        door.answer(
                door.dialect("openai"),
                request,
                response,
                () -> Internal.answer(method, call).node());
        return Door.done();
    }
}
