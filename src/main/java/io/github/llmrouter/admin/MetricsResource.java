package io.github.llmrouter.admin;

import io.github.llmrouter.CallsUnderWay;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Level;
import io.github.llmrouter.routing.Router;
import io.github.llmrouter.routing.Standing;
import io.github.llmrouter.routing.Target;
import io.github.llmrouter.routing.selector.Selector;
import io.micrometer.core.instrument.MultiGauge;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * {@code GET /metrics} for Prometheus: guarded as the rest of the administration, because names of providers and models are nobody's
 * business, unless {@code server.open_metrics} opens it.
 */
@Singleton
@Path("/metrics")
public final class MetricsResource {

    private final LlmRouter router;
    private final Guard guard;
    private final Metrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final MultiGauge health;
    private final MultiGauge aside;
    private final MultiGauge underWay;
    private final MultiGauge buckets;

    public MetricsResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
        this.metrics = router.metrics();
        health = metrics.gauges("llm_router.target.health", "Part of its weight that a target deserves, 0 to 1");
        aside = metrics.gauges("llm_router.target.aside", "1 while a target is set aside or switched off");
        underWay = metrics.gauges("llm_router.target.in_flight", "Requests under way at a target");
        buckets = metrics.gauges("llm_router.bucket.used", "Used part of a target's limit, 0 to 1 and above");
        metrics.gauge("llm_router.in_flight", "Requests under way", router.calls(), CallsUnderWay::size);
        metrics.gauge(
                "llm_router.connections.leased",
                "Upstream connections in use",
                router,
                each -> each.upstream().leased());
        metrics.gauge(
                "llm_router.connections.idle",
                "Upstream connections that wait",
                router,
                each -> each.upstream().idle());
        metrics.gauge("llm_router.selector.failures", "Selectors that failed", router, MetricsResource::failures);
        metrics.gauge(
                "llm_router.usage.waiting",
                "Records that are not kept yet",
                router,
                each -> each.books().waiting());
        metrics.counter(
                "llm_router.usage.dropped",
                "Records that could not be kept",
                router,
                each -> each.books().dropped());
        metrics.gauge(
                "llm_router.usage.journal",
                "1 if the disk takes records",
                router,
                each -> each.books().writable() ? 1 : 0);
        metrics.gauge(
                "llm_router.usage.database",
                "1 if the database of records answers",
                router,
                each -> each.books().reachable() ? 1 : 0);
    }

    private static double failures(LlmRouter router) {
        return router.gateway().snapshot().router().selectors().stream()
                .mapToLong(Selector::failures)
                .sum();
    }

    @GET
    public Response scrape(@Context HttpServletRequest request) {
        return router.gateway().snapshot().config().server().openMetrics()
                ? answer()
                : guard.view(request, operator -> answer());
    }

    private Response answer() {
        lock.lock();
        try {
            Router routes = router.gateway().snapshot().router();
            List<Target> targets = routes.targets();
            health.register(
                    targets.stream()
                            .map(target -> row(target, standing(target).factor() / 100.0))
                            .toList(),
                    true);
            aside.register(
                    targets.stream()
                            .map(target -> row(target, aside(standing(target))))
                            .toList(),
                    true);
            underWay.register(
                    targets.stream()
                            .map(target -> row(target, standing(target).open()))
                            .toList(),
                    true);
            buckets.register(buckets(routes).toList(), true);
            return Response.ok(metrics.scrape(), "text/plain; version=0.0.4; charset=utf-8")
                    .build();
        } finally {
            lock.unlock();
        }
    }

    private Standing standing(Target target) {
        return router.standings().of(target);
    }

    private static double aside(Standing standing) {
        return standing.disabled() || standing.asideUntil().isPresent() ? 1 : 0;
    }

    private static MultiGauge.Row<Number> row(Target target, double value) {
        return Metrics.row(value, List.of("target", target.label()));
    }

    private Stream<MultiGauge.Row<Number>> buckets(Router routes) {
        List<Bucket> all = routes.targets().stream()
                .flatMap(target -> routes.buckets(target).stream())
                .distinct()
                .toList();
        return router.standings().quotas().levels(all).stream()
                .map(level -> Metrics.row(
                        used(level), List.of("bucket", level.bucket().id())));
    }

    private static double used(Level level) {
        double size = level.bucket().size().doubleValue();
        return size == 0 ? 1 : level.used().doubleValue() / size;
    }
}
