package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Tool.Kind;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the events of an answer add up to, in the words of {@code EXPECT.json}. */
final class Summary {

    private Summary() {}

    static ObjectNode of(List<Event> events) {
        Fold fold = new Fold();
        events.stream().filter(event -> !(event instanceof Failed)).forEach(fold::add);
        boolean said = events.stream().anyMatch(Started.class::isInstance);
        Json summary = Json.object()
                .with(
                        "parts",
                        fold.answer().candidates().get(0).parts().stream().map(Summary::part))
                .withNull("finish")
                .withNull("usage");
        for (Event event : events) {
            switch (event) {
                case Finished finished ->
                    summary.with("finish", finish(finished.finish().reason()));
                case Counted counted -> summary.with("usage", usage(counted.usage()));
                default -> {}
            }
        }
        return summary.with("model", said ? fold.answer().model() : null)
                .with("id", said ? fold.answer().id() : null)
                .with("complete", events.stream().anyMatch(Ended.class::isInstance))
                .node();
    }

    static @Nullable Fault fault(List<Event> events) {
        return events.stream()
                .filter(Failed.class::isInstance)
                .map(event -> ((Failed) event).fault())
                .findFirst()
                .orElse(null);
    }

    private static Json part(Part part) {
        return switch (part) {
            case Part.Text text ->
                Json.object().with("kind", "text").with("text", text.text()).with("phase", text.phase());
            case Part.Refusal refusal -> Json.object().with("kind", "refusal").with("text", refusal.text());
            case Part.Reasoning thought ->
                Json.object()
                        .with("kind", "reasoning")
                        .with("text", thought.visible())
                        .with("opaque", thought.seal().isPresent());
            case Part.ToolCall call ->
                Json.object()
                        .with("kind", "call")
                        .with("id", call.id())
                        .with("name", call.name())
                        .with("args", arguments(call))
                        .with("callKind", call.kind() == Kind.CUSTOM ? "custom" : "function");
            case Part.ServerTool tool ->
                Json.object().with("kind", "server").with("type", tool.raw().path("type"));
            default -> throw new AssertionError("no answer of this dialect has " + part);
        };
    }

    private static JsonNode arguments(Part.ToolCall call) {
        try {
            return call.kind() == Kind.CUSTOM
                    ? Json.object().with("x", call.arguments()).node().get("x")
                    : Json.read(call.arguments().isBlank() ? "{}" : call.arguments());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String finish(StopReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case STOP_SEQUENCE -> "stopSequence";
            case TOOL_CALLS -> "toolCalls";
            case LENGTH -> "length";
            case CONTEXT_FULL -> "contextFull";
            case FILTERED -> "filtered";
            case REFUSAL -> "refusal";
            case PAUSED -> "paused";
            case COMPACTED -> "compacted";
            case MALFORMED_CALL -> "malformedCall";
            case ERROR -> "error";
        };
    }

    private static Json usage(Usage usage) {
        return Json.object()
                .with("in", usage.totalInput())
                .with("cacheRead", usage.cacheRead())
                .with("cacheWrite", usage.cacheWrite())
                .with("out", usage.output())
                .with("reasoning", usage.reasoning())
                .with("total", usage.total());
    }
}
