package io.github.llmrouter.admin;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.gateway.Explanation;
import io.github.llmrouter.gateway.Reply;
import io.github.llmrouter.routing.Target;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice;
import io.github.llmrouter.wire.Splice.Span;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Shows what would happen to a request: the chosen target, the body as it would be sent, and what its conversion loses. Takes {@code
 * {"dialect": "anthropic", "model": "only for gemini", "stream": false, "body": {...}}} and calls nobody.
 */
@Singleton
@Path("/admin/explain")
public final class ExplainResource {

    private final LlmRouter router;
    private final Guard guard;

    public ExplainResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    /** 200 with the explanation; otherwise the error that the client would get. */
    @POST
    public Response explain(@Context HttpServletRequest request) {
        return guard.view(request, operator -> explanation(request));
    }

    private Response explanation(HttpServletRequest request) {
        try {
            return Guard.json(
                    200,
                    explained(Json.read(Guard.body(
                            request,
                            router.gateway().snapshot().config().server().bodyLimit()))));
        } catch (FaultException e) {
            return Guard.json(
                    e.fault().kind().status(),
                    Json.object()
                            .with("error", e.fault().message())
                            .with("param", e.fault().param())
                            .with("code", e.fault().code()));
        } catch (IOException | IllegalArgumentException e) {
            return Guard.json(400, Json.object().with("error", String.valueOf(e.getMessage())));
        }
    }

    private Json explained(JsonNode question) throws IOException {
        Dialect dialect = router.dialects().of(question.path("dialect").asText("openai"));
        byte[] body = Json.bytes(question.path("body"));
        Map<String, Span> spans = Splice.find(body, "model", "stream");
        Span model = spans.get("model");
        Span stream = spans.get("stream");
        Call call = new Call(
                "explain",
                Caller.ANONYMOUS,
                dialect,
                Operation.GENERATE,
                question.path("model").asText(model == null ? "" : model.text()),
                question.path("stream").asBoolean(stream != null && stream.token() == JsonToken.VALUE_TRUE),
                body,
                spans,
                Map.of(),
                Map.of("alt", "sse"));
        return json(router.gateway().explain(call, new Nowhere()));
    }

    private static Json json(Explanation explanation) throws IOException {
        Json json = Json.object()
                .with("target", target(explanation.target()))
                .with("then", explanation.others().stream().map(ExplainResource::target))
                .with(
                        "skipped",
                        explanation.plan().skipped().stream()
                                .map(skipped -> target(skipped.target())
                                        .with("reason", skipped.reason().name().toLowerCase(java.util.Locale.ROOT))))
                .with("converted", explanation.converted())
                .with("path", explanation.address())
                .with("body", Json.read(explanation.body()));
        Losses losses = explanation.losses();
        if (losses != null) {
            json.with("dropped", losses.dropped().stream())
                    .with("changed", losses.changed().stream())
                    .with("emulated", losses.emulated().stream())
                    .with("strict_would_refuse", losses.semantic().stream());
        }
        return json;
    }

    private static Json target(Target target) {
        return Json.object()
                .with("name", target.model().name())
                .with("dialect", target.provider().dialect())
                .with("model", target.model().upstream())
                .with("key", target.key().name());
    }

    /** Nobody listens. */
    private static final class Nowhere implements Reply {

        @Override
        public OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length) {
            return OutputStream.nullOutputStream();
        }

        @Override
        public boolean begun() {
            return false;
        }

        @Override
        public boolean clientGone() {
            return false;
        }
    }
}
