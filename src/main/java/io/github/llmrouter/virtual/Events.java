package io.github.llmrouter.virtual;

import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.wire.Json;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.stream.Stream;

/** What happened to requests for virtual models, as lines of JSON in the log. */
final class Events {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.virtual");

    private Events() {}

    private static Json event(String name, Call call) {
        return Json.object()
                .with("event", name)
                .with("request_id", call.requestId())
                .with("original_model", call.model());
    }

    static void decided(Call call, Decision decision) {
        LOG.log(
                Level.INFO,
                event("auto_route_decision", call)
                        .with("router_model", decision.by().isEmpty() ? null : decision.by())
                        .with("target_model", decision.target())
                        .with("task_type", decision.taskType())
                        .with("difficulty", decision.difficulty())
                        .with("reasoning_effort", effort(decision))
                        .with("confidence", decision.confidence())
                        .with("reason", decision.reason())
                        .toString());
    }

    static void kept(Call call, Decision decision) {
        LOG.log(
                Level.DEBUG,
                () -> event("auto_route_kept", call)
                        .with("target_model", decision.target())
                        .toString());
    }

    static void undecided(Call call, String routerModel, String why) {
        LOG.log(
                Level.WARNING,
                event("auto_route_undecided", call)
                        .with("router_model", routerModel)
                        .with("reason", why)
                        .toString());
    }

    static void applied(Call call, Decision decision, int attempt) {
        LOG.log(
                Level.DEBUG,
                () -> event("auto_route_applied", call)
                        .with("target_model", decision.target())
                        .with("reasoning_effort", effort(decision))
                        .with("attempt", attempt)
                        .toString());
    }

    static void failed(Call call, Decision decision, int attempt, int status) {
        LOG.log(
                Level.WARNING,
                event(call.stream() ? "auto_stream_answer_failed" : "auto_answer_failed", call)
                        .with("target_model", decision.target())
                        .with("attempt", attempt)
                        .with("status", status)
                        .toString());
    }

    /** How a request ended: {@code request_completed}, {@code request_failed} or {@code request_failed_after_headers}. */
    static void ended(String name, Call call, Stream<Json> attempts, long millis) {
        Level level = name.equals("request_completed") ? Level.INFO : Level.WARNING;
        LOG.log(
                level,
                event(name, call)
                        .with("stream", call.stream())
                        .with("attempts", attempts)
                        .with("duration_ms", millis)
                        .toString());
    }

    static String effort(Decision decision) {
        return decision.effort() == null ? "none" : decision.effort().name().toLowerCase(Locale.ROOT);
    }
}
