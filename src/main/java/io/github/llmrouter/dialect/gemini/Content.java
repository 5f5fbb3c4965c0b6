package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One {@code Content} under construction: results of tools come first, media that belong to them follow. */
final class Content {

    private static final String SIGNATURE = "thoughtSignature";

    private final String role;
    private final List<JsonNode> results = new ArrayList<>();
    private final List<JsonNode> attached = new ArrayList<>();
    private final List<JsonNode> parts = new ArrayList<>();

    Content(String role) {
        this.role = role;
    }

    String role() {
        return role;
    }

    void add(Json part) {
        add(part.node());
    }

    void add(JsonNode part) {
        parts.add(part);
    }

    void result(Json part) {
        results.add(part.node());
    }

    /** Parts for a result that could not hold them, to stand behind all results of the step. */
    void attach(Content other) {
        attached.addAll(other.parts);
    }

    /** Puts a signature on the last part, or on one of its own if that is signed already. */
    void sign(@Nullable String signature) {
        if (signature == null) {
            return;
        }
        if (!parts.isEmpty() && parts.getLast() instanceof ObjectNode last && !last.has(SIGNATURE)) {
            last.put(SIGNATURE, signature);
        } else {
            add(Json.object().with("text", "").with(SIGNATURE, signature));
        }
    }

    /** Whether this step of the model already has a call. */
    boolean calls() {
        return parts.stream().anyMatch(part -> part.has("functionCall"));
    }

    boolean isEmpty() {
        return results.isEmpty() && attached.isEmpty() && parts.isEmpty();
    }

    List<JsonNode> parts() {
        return Stream.of(results, attached, parts).flatMap(List::stream).toList();
    }

    Json json() {
        return Json.object().with("role", role).with("parts", parts().stream());
    }
}
