package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's spans, with its attributes for generative AI: one for each call and one for each attempt at a target. They cost
 * nothing unless somebody, such as the Java agent, has set {@link GlobalOpenTelemetry} before the router starts. For any thread.
 *
 * <p>W3C's headers reach the upstream in any case: those of the attempt's span, or the client's own as they are. Baggage does not:
 * it is no provider's business.
 */
public final class Traces {

    private static final List<String> HEADERS = List.of("traceparent", "tracestate");
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final @Nullable Tracer tracer;

    private Traces(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /** As this process has it now. */
    public static Traces global() {
        OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
        return new Traces(telemetry == OpenTelemetry.noop() ? null : telemetry.getTracer("io.github.llmrouter"));
    }

    /** Does {@code work} within the call's span; a fault that it throws is the span's error. */
    public void within(Call call, Runnable work) {
        if (tracer == null) {
            work.run();
            return;
        }
        Span span = tracer.spanBuilder(operation(call.operation()) + " " + call.model())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(call))
                .setAttribute("gen_ai.operation.name", operation(call.operation()))
                .setAttribute("gen_ai.request.model", call.model())
                .setAttribute("llm_router.request_id", call.requestId())
                .setAttribute("llm_router.caller", call.caller().name())
                .setAttribute("llm_router.dialect", call.dialect().name())
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            work.run();
        } catch (FaultException e) {
            fail(span, e.fault());
            throw e;
        } finally {
            span.end();
        }
    }

    /** A container's own span, if an agent made one; else the client's. */
    private static Context parent(Call call) {
        Context here = Context.current();
        return Span.fromContext(here).getSpanContext().isValid()
                ? here
                : W3CTraceContextPropagator.getInstance().extract(here, call.headers(), Headers.IN);
    }

    /** A piece of the call's work that another thread does. */
    <T> Callable<T> carried(Callable<T> work) {
        return tracer == null ? work : Context.current().wrap(work);
    }

    /** To be called before {@link #headers}. */
    void begin(Attempt attempt) {
        if (tracer == null) {
            return;
        }
        URI base = attempt.target.provider().base();
        String operation = operation(attempt.call.operation());
        String model = attempt.target.model().upstream();
        Span span = tracer.spanBuilder(operation + " " + model)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", operation)
                .setAttribute("gen_ai.provider.name", attempt.theirs.vendor())
                .setAttribute("gen_ai.request.model", model)
                .setAttribute("server.address", base.getHost())
                .setAttribute("llm_router.target", attempt.target.label())
                .startSpan();
        if (base.getPort() > 0) {
            span.setAttribute("server.port", base.getPort());
        }
        if (attempt.number > 1) {
            span.setAttribute("http.request.resend_count", attempt.number - 1L);
        }
        attempt.traced(span);
    }

    /** The headers that make the upstream's spans children of this attempt's. */
    static void headers(Attempt attempt, Map<String, String> headers) {
        Span span = attempt.span();
        if (span != null) {
            W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), headers, (into, name, value) -> {
                if (into != null) {
                    into.put(name, value);
                }
            });
            return;
        }
        for (String name : HEADERS) {
            String value = attempt.call.headers().get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
    }

    /**
     * The attempt is over.
     *
     * @param last whether the call is, too
     */
    static void end(Tried tried, int status, @Nullable Fault fault, boolean last) {
        Attempt attempt = tried.attempt();
        Span span = attempt.span();
        if (span == null) {
            return;
        }
        span.setAttribute("http.response.status_code", (long) status);
        if (attempt.answeringModel() != null) {
            span.setAttribute("gen_ai.response.model", attempt.answeringModel());
        }
        if (!attempt.finishes().isEmpty()) {
            span.setAttribute(FINISH_REASONS, attempt.finishes());
        }
        tell(span, tried.usage());
        if (fault != null) {
            fail(span, fault);
            if (last) {
                fail(Span.current(), fault);
            }
        }
        span.end();
    }

    /** What a whole answer that is passed on says of itself: it is read only for the trace. */
    static void read(Attempt attempt, byte[] body) {
        try {
            for (Event event : attempt.theirs.codec().readAnswer(Json.read(body), new Losses())) {
                switch (event) {
                    case Event.Started(String id, String model, long created) -> attempt.told(model, List.of());
                    case Event.Finished(int candidate, Event.Finish finish) ->
                        attempt.told(null, List.of(finish.reason().name().toLowerCase(Locale.ROOT)));
                    case Event.PartStarted e -> {}
                    case Event.Delta e -> {}
                    case Event.PartEnded e -> {}
                    case Event.Counted e -> {}
                    case Event.Ended e -> {}
                    case Event.Failed e -> {}
                }
            }
        } catch (IOException | RuntimeException e) {
            // The client got it as it is; the trace lacks it.
        }
    }

    private static void tell(Span span, @Nullable Usage usage) {
        if (usage != null) {
            // As the convention has it, the input includes what a cache served.
            span.setAttribute("gen_ai.usage.input_tokens", usage.totalInput());
            span.setAttribute("gen_ai.usage.output_tokens", usage.output());
            span.setAttribute("gen_ai.usage.cache_read.input_tokens", usage.cacheRead());
            span.setAttribute("gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite());
            span.setAttribute("llm_router.usage.estimated", usage.estimated());
        }
    }

    private static void fail(Span span, Fault fault) {
        span.setAttribute("error.type", fault.kind().name().toLowerCase(Locale.ROOT));
        span.setStatus(StatusCode.ERROR, fault.message());
    }

    private static String operation(Operation operation) {
        return switch (operation) {
            case GENERATE -> "chat";
            case EMBED -> "embeddings";
            case COUNT_TOKENS -> "count_tokens";
        };
    }

    /** Names are in lower case already. */
    private enum Headers implements TextMapGetter<Map<String, String>> {
        IN;

        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
