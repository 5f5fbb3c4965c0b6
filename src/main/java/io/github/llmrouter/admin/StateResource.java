package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Level;
import io.github.llmrouter.routing.Router;
import io.github.llmrouter.routing.Standing;
import io.github.llmrouter.routing.Target;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin/state} shows all targets and buckets; {@code POST /admin/targets/ID} changes a target until the next start. */
@Singleton
@Path("/admin")
public final class StateResource {

    private final LlmRouter router;
    private final Guard guard;

    public StateResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    @GET
    @Path("state")
    public Response state(@Context HttpServletRequest request) {
        return guard.view(request, operator -> Guard.json(200, state()));
    }

    private Json state() {
        Router routes = router.gateway().snapshot().router();
        Config config = router.gateway().snapshot().config();
        return Json.object()
                .with("in_flight", router.calls().size())
                .with("draining", router.draining())
                .with("targets", routes.targets().stream().map(target -> target(routes, target)))
                .with(
                        "callers",
                        config.access().keys().stream()
                                .filter(key -> !key.limits().isEmpty())
                                .map(key -> Json.object()
                                        .with("name", key.name())
                                        .with("buckets", buckets(Bucket.of("caller/" + key.name(), key.limits())))))
                .with("people", router.standings().quotas().people().stream().map(StateResource::bucket))
                .with(
                        "connections",
                        Json.object()
                                .with("leased", router.upstream().leased())
                                .with("idle", router.upstream().idle()))
                .with(
                        "usage",
                        Json.object()
                                .with("waiting", router.books().waiting())
                                .with("dropped", router.books().dropped())
                                .with("journal_writable", router.books().writable())
                                .with("database_reachable", router.books().reachable()));
    }

    private Json target(Router routes, Target target) {
        Standing standing = router.standings().of(target);
        Json json = Json.object()
                .with("id", target.label())
                .with("model", target.model().name())
                .with("dialect", target.provider().dialect())
                .with("disabled", standing.disabled())
                .with("health_percent", standing.factor())
                .with("in_flight", standing.open())
                .with(
                        "aside_until",
                        standing.asideUntil().map(Instant::toString).orElse(null))
                .with("tokens_used", standing.used())
                .with("buckets", buckets(routes.buckets(target)));
        standing.weight().ifPresent(weight -> json.with("weight", weight));
        standing.latency().ifPresent(latency -> json.with("latency_ms", latency.toMillis()));
        standing.lastError()
                .ifPresent(error -> json.with(
                        "last_error",
                        Json.object()
                                .with("at", error.at().toString())
                                .with("kind", error.kind().name().toLowerCase(Locale.ROOT))
                                .with("message", error.message())));
        return json;
    }

    private java.util.stream.Stream<Json> buckets(List<Bucket> buckets) {
        return router.standings().quotas().levels(buckets).stream().map(StateResource::bucket);
    }

    private static Json bucket(Level level) {
        return Json.object()
                .with("id", level.bucket().id())
                .with("size", level.bucket().size().toPlainString())
                .with("used", level.used().toPlainString())
                .with("ends", level.end().toString());
    }

    /** {@code {"action": "disable" | "enable" | "reset" | "weight", "weight": 30}}; a weight of null is the configured one. */
    @POST
    @Path("targets/{id: .+}")
    public Response change(@Context HttpServletRequest request, @PathParam("id") String id) {
        return guard.change(request, "target", deed -> change(request, id, deed));
    }

    private Response change(HttpServletRequest request, String id, Deed deed) {
        deed.note("target", id);
        List<Target> targets = router.gateway().snapshot().router().targets().stream()
                .filter(target -> target.label().equals(id))
                .toList();
        if (targets.isEmpty()) {
            return Guard.json(404, Json.object().with("error", "there is no target '" + id + "'; see /admin/state"));
        }
        try {
            var asked = Json.read(Guard.body(request));
            String action = asked.path("action").asText();
            OptionalInt weight = asked.path("weight").isInt()
                    ? OptionalInt.of(Math.max(0, asked.path("weight").asInt()))
                    : OptionalInt.empty();
            deed.note("change", weight.isPresent() ? action + " " + weight.getAsInt() : action);
            for (Target target : targets) {
                String problem = change(router.standings().of(target), action, weight);
                if (problem != null) {
                    return Guard.json(400, Json.object().with("error", problem));
                }
            }
        } catch (IOException e) {
            return Guard.json(400, Json.object().with("error", "the body must be JSON: {\"action\": \"disable\"}"));
        }
        Router routes = router.gateway().snapshot().router();
        return Guard.json(200, target(routes, targets.getFirst()));
    }

    private static @Nullable String change(Standing standing, String action, OptionalInt weight) {
        switch (action) {
            case "disable" -> standing.disable(true);
            case "enable" -> standing.disable(false);
            case "reset" -> standing.reset();
            case "weight" -> standing.weigh(weight);
            default -> {
                return "'action' is disable, enable, reset or weight";
            }
        }
        return null;
    }
}
