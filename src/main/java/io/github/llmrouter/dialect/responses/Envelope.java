package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The response object around the output. It echoes the request: strict clients fail on fields that are missing, and Codex on a
 * missing id, object, model or output. Nothing is stored here, so {@code store} is false whatever the client said.
 */
final class Envelope {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> TIERS = Set.of("default", "flex", "scale", "priority", "fast");

    private final Asked asked;
    private final JsonNode request;
    private Started started = new Started("", "", 0);
    private String base = "";

    Envelope(Asked asked) {
        this.asked = asked;
        this.request = asked.ask().body();
    }

    /** Takes what the upstream told of its answer; returns what ids are made of. */
    String name(Started started) {
        this.started = started;
        base = asked.ids().apply(started.id());
        return base;
    }

    /** The response before there is anything in it. */
    ObjectNode begun() {
        return response("in_progress", JSON.arrayNode(), null, JSON.nullNode(), null);
    }

    /**
     * @param error a JSON null if there is none
     * @param incomplete the reason, null if it is complete
     */
    ObjectNode response(
            String status, JsonNode output, @Nullable Usage usage, JsonNode error, @Nullable String incomplete) {
        Json response = Json.object()
                .with("id", "resp_" + base)
                .with("object", "response")
                .with("created_at", started.created() > 0 ? started.created() : asked.now())
                .with("status", status)
                .with("background", false)
                .with("completed_at", status.equals("completed") ? JSON.numberNode(asked.now()) : JSON.nullNode())
                .with("error", error)
                .with("incomplete_details", incomplete == null ? JSON.nullNode() : reason(incomplete));
        echo(response, JSON.nullNode(), "instructions", "max_output_tokens", "max_tool_calls");
        response.with("model", model()).with("output", output);
        echo(response, JSON.booleanNode(true), "parallel_tool_calls");
        echo(response, JSON.nullNode(), "previous_response_id", "prompt_cache_key");
        response.with("reasoning", reasoning());
        echo(response, JSON.nullNode(), "safety_identifier");
        response.with("service_tier", tier(usage)).with("store", false);
        echo(response, JSON.numberNode(1.0), "temperature");
        response.with("text", text());
        echo(response, JSON.textNode("auto"), "tool_choice");
        echo(response, JSON.arrayNode(), "tools");
        echo(response, JSON.numberNode(0), "top_logprobs");
        echo(response, JSON.numberNode(1.0), "top_p");
        echo(response, JSON.textNode("disabled"), "truncation");
        response.with("usage", usage == null ? JSON.nullNode() : Tokens.write(usage));
        echo(response, JSON.nullNode(), "user");
        echo(response, JSON.objectNode(), "metadata");
        return response.node();
    }

    private void echo(Json response, JsonNode otherwise, String... fields) {
        for (String field : fields) {
            response.with(field, request.hasNonNull(field) ? request.get(field) : otherwise);
        }
    }

    private String model() {
        return Stream.of(asked.model(), started.model(), asked.ask().model())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("unknown");
    }

    private Json reasoning() {
        JsonNode said = request.path("reasoning");
        return Json.object()
                .with("effort", said.hasNonNull("effort") ? said.get("effort") : JSON.nullNode())
                .with("summary", said.hasNonNull("summary") ? said.get("summary") : JSON.nullNode());
    }

    private Json text() {
        JsonNode said = request.path("text");
        return Json.object()
                .with(
                        "format",
                        said.hasNonNull("format")
                                ? said.get("format")
                                : Json.type("text").node())
                .with("verbosity", said.hasNonNull("verbosity") ? said.get("verbosity") : JSON.textNode("medium"));
    }

    private static String tier(@Nullable Usage usage) {
        return usage != null && usage.tier() != null && TIERS.contains(usage.tier()) ? usage.tier() : "default";
    }

    private static JsonNode reason(String incomplete) {
        return Json.object().with("reason", incomplete).node();
    }
}
