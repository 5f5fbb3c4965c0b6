package io.github.llmrouter.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets the calls under way end and takes no new ones, as before a stop, and takes calls again. */
@Singleton
@Path("/admin")
public final class DrainResource {

    private static final Duration LONGEST = Duration.ofHours(1);

    private final LlmRouter router;
    private final Guard guard;

    public DrainResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    /**
     * {@code {"seconds": 30}}, or nothing for the configured grace. Answers when no call is under way any more, and tells how many had
     * to be ended. Until somebody resumes, {@code /health/ready} says 503 and new calls are refused.
     */
    @POST
    @Path("drain")
    public Response drain(@Context HttpServletRequest request) {
        return guard.change(request, "drain", deed -> {
            Duration grace = grace(request);
            return grace == null
                    ? Guard.json(
                            400,
                            Json.object()
                                    .with(
                                            "error",
                                            "'seconds' is a whole number up to " + LONGEST.toSeconds()
                                                    + ", as in {\"seconds\": 30}"))
                    : drain(grace, deed);
        });
    }

    private Response drain(Duration grace, Deed deed) {
        deed.note("seconds", String.valueOf(grace.toSeconds()));
        int ended = router.drain(grace);
        return Guard.json(200, state().with("ended", ended));
    }

    @POST
    @Path("resume")
    public Response resume(@Context HttpServletRequest request) {
        return guard.change(request, "resume", deed -> {
            router.resume();
            return Guard.json(200, state());
        });
    }

    private Json state() {
        return Json.object()
                .with("draining", router.draining())
                .with("in_flight", router.calls().size());
    }

    /** Null if what was sent says something else. */
    private @Nullable Duration grace(HttpServletRequest request) {
        try {
            byte[] body = Guard.body(request);
            JsonNode seconds = body.length == 0 ? Json.read("{}") : Json.read(body);
            JsonNode asked = seconds.path("seconds");
            if (asked.isMissingNode() && seconds.isObject()) {
                return router.gateway().snapshot().config().server().grace();
            }
            return asked.isIntegralNumber() && asked.asLong() >= 0 && asked.asLong() <= LONGEST.toSeconds()
                    ? Duration.ofSeconds(asked.asLong())
                    : null;
        } catch (IOException e) {
            return null;
        }
    }
}
