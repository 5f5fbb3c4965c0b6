package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.dialect.Vocabulary;
import java.util.Map;

/** What this dialect's answers are known to say; anything else is reported. Deltas of content have their types, and nothing to add. */
final class AnswerWords {

    private static final Vocabulary MESSAGE = Vocabulary.of(
            "id",
            "type",
            "role",
            "model",
            "content",
            "stop_reason",
            "stop_sequence",
            "stop_details",
            "usage",
            "container",
            "context_management",
            "diagnostics",
            "request_id",
            "service_tier");
    private static final Vocabulary ENDING =
            Vocabulary.of("type", "delta", "usage", "context_management", "diagnostics");
    private static final Vocabulary STOP = Vocabulary.of("stop_reason", "stop_sequence", "stop_details", "container");

    /** Blocks of other types are passed or dropped as they are. */
    private static final Map<String, Vocabulary> BLOCKS = Map.of(
            "text", Vocabulary.of("type", "text", "citations"),
            "thinking", Vocabulary.of("type", "thinking", "signature"),
            "redacted_thinking", Vocabulary.of("type", "data"),
            "tool_use", Vocabulary.of("type", "id", "name", "input", "caller", "toolset_name"));

    private static final Vocabulary ANY = Vocabulary.of();

    private AnswerWords() {}

    static void message(JsonNode message, Losses losses) {
        MESSAGE.report(message, "", losses);
    }

    /** No other vendor says how it was asked; the tier that costs as little stands for it. */
    static void usage(JsonNode usage, Losses losses) {
        if (usage.path("service_tier").asText().equals("batch")) {
            losses.changed("usage.service_tier", "batch>flex", Weight.HINT);
        }
    }

    static void block(JsonNode block, Losses losses) {
        Vocabulary words = BLOCKS.getOrDefault(block.path("type").asText(), ANY);
        if (words != ANY) {
            words.report(block, "content[].", losses);
        }
    }

    /** A {@code message_delta}; what its delta says belongs to the message. */
    static void ending(JsonNode event, Losses losses) {
        ENDING.report(event, "", losses);
        STOP.report(event.path("delta"), "", losses);
    }
}
