package io.github.llmrouter.admin;

import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.usage.Entry;
import io.github.llmrouter.usage.Ledger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens, for Prometheus. Labels are groups, providers, models and outcomes, which the configuration bounds; beyond
 * {@value #MOST} combinations all others are one. Callers are no label: {@code /admin/usage} tells them. For any number of threads.
 */
public final class Metrics implements Ledger, AutoCloseable {

    private static final int MOST = 1000;
    private static final Labels OTHERS = new Labels("other", "other", "other", "other");
    private static final Duration[] TIMES = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(300)
    };
    private static final Duration[] SHORT_TIMES = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Labels, Meters> meters = new ConcurrentHashMap<>();

    /** What attempts are told apart by. */
    private record Labels(String group, String provider, String model, String outcome) {}

    @Override
    public void record(Entry entry) {
        Labels labels = new Labels(
                entry.group(),
                entry.provider(),
                entry.model(),
                entry.outcome().name().toLowerCase(Locale.ROOT));
        Meters known = meters.get(labels);
        if (known == null) {
            Labels counted = meters.size() < MOST ? labels : OTHERS;
            known = meters.computeIfAbsent(counted, Meters::new);
        }
        known.record(entry);
    }

    /** The meters of one combination of labels. */
    private final class Meters {

        private final Counter attempts;
        private final Counter requests;
        private final Counter retries;
        private final Counter input;
        private final Counter cached;
        private final Counter stored;
        private final Counter output;
        private final Counter cost;
        private final Timer duration;
        private final Timer firstContent;
        private final Timer overhead;

        Meters(Labels labels) {
            Tags tags = Tags.of(
                    "group",
                    labels.group,
                    "provider",
                    labels.provider,
                    "model",
                    labels.model,
                    "outcome",
                    labels.outcome);
            requests = counter("llm_router.requests", "Requests that were answered or refused", tags);
            attempts = counter("llm_router.attempts", "Calls of targets", tags);
            retries = counter("llm_router.retries", "Calls after the first one of a request", tags);
            input = counter("llm_router.tokens", "Tokens", tags.and("kind", "input"));
            cached = counter("llm_router.tokens", "Tokens", tags.and("kind", "cache_read"));
            stored = counter("llm_router.tokens", "Tokens", tags.and("kind", "cache_write"));
            output = counter("llm_router.tokens", "Tokens", tags.and("kind", "output"));
            cost = counter("llm_router.cost.dollars", "Cost as far as prices are known", tags);
            duration = timer("llm_router.duration", "From the request to the end of the answer", tags, TIMES);
            firstContent = timer("llm_router.first_content", "From the request to the first content", tags, TIMES);
            overhead = timer("llm_router.overhead", "The router's own time before the answer", tags, SHORT_TIMES);
        }

        private Counter counter(String name, String help, Tags tags) {
            return Counter.builder(name).description(help).tags(tags).register(registry);
        }

        private Timer timer(String name, String help, Tags tags, Duration[] limits) {
            return Timer.builder(name)
                    .description(help)
                    .tags(tags)
                    .serviceLevelObjectives(limits)
                    .register(registry);
        }

        void record(Entry entry) {
            if (entry.last()) {
                requests.increment();
                duration.record(entry.duration());
            }
            if (entry.attempt() > 0) {
                attempts.increment();
            }
            if (entry.attempt() > 1) {
                retries.increment();
            }
            used(entry.usage());
            if (entry.cost() != null) {
                cost.increment(entry.cost().doubleValue());
            }
            if (entry.firstContent() != null) {
                firstContent.record(entry.firstContent());
            }
            if (entry.overhead() != null) {
                overhead.record(entry.overhead());
            }
        }

        private void used(@Nullable Usage usage) {
            if (usage != null) {
                input.increment(usage.input());
                cached.increment(usage.cacheRead());
                stored.increment(usage.cacheWrite());
                output.increment(usage.output());
            }
        }
    }

    /** A number that is asked for when somebody looks. */
    public <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
        io.micrometer.core.instrument.Gauge.builder(name, of, value)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    /** A number that only grows, asked for when somebody looks. */
    <T> void counter(String name, String help, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(help).register(registry);
    }

    /** Numbers whose labels may change from look to look. */
    MultiGauge gauges(String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    /** Everything, in Prometheus' text format. */
    String scrape() {
        return registry.scrape();
    }

    /** One value of a {@link MultiGauge}. */
    static MultiGauge.Row<Number> row(double value, List<String> labels) {
        return MultiGauge.Row.of(Tags.of(labels.toArray(String[]::new)), value);
    }

    @Override
    public void close() {
        registry.close();
    }
}
