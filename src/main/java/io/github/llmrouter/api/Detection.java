package io.github.llmrouter.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Tells the dialect of a request from its body; what fits several is Chat Completions, the lingua franca. */
final class Detection {

    private static final Set<String> CHAT_FIELDS = Set.of(
            "max_completion_tokens", "response_format", "n", "stream_options", "reasoning_effort", "frequency_penalty");
    private static final Set<String> CLAUDE_FIELDS =
            Set.of("anthropic_version", "system", "stop_sequences", "thinking", "anthropic_beta");
    private static final Set<String> CLAUDE_BLOCKS =
            Set.of("tool_use", "tool_result", "thinking", "redacted_thinking", "image", "document");

    private Detection() {}

    static String of(boolean anthropicVersion, JsonNode body) {
        if (body.has("contents")) {
            return "gemini";
        }
        if (body.has("input") && !body.has("messages")) {
            return "openai-responses";
        }
        if (anthropicVersion || has(body, CLAUDE_FIELDS)) {
            return "anthropic";
        }
        if (has(body, CHAT_FIELDS) || chatTurns(body)) {
            return "openai";
        }
        return claudeTools(body) || claudeTurns(body) ? "anthropic" : "openai";
    }

    private static boolean has(JsonNode body, Set<String> fields) {
        return fields.stream().anyMatch(body::has);
    }

    private static boolean chatTurns(JsonNode body) {
        return any(body.path("tools"), tool -> tool.has("function"))
                || any(
                        body.path("messages"),
                        turn -> List.of("tool", "system", "developer")
                                        .contains(turn.path("role").asText())
                                || turn.has("tool_calls")
                                || turn.has("tool_call_id")
                                || any(
                                        turn.path("content"),
                                        part -> part.path("type").asText().equals("image_url")));
    }

    private static boolean claudeTools(JsonNode body) {
        return any(body.path("tools"), tool -> tool.has("input_schema"))
                || Set.of("any", "tool").contains(body.at("/tool_choice/type").asText());
    }

    private static boolean claudeTurns(JsonNode body) {
        return any(
                body.path("messages"),
                turn -> any(
                        turn.path("content"),
                        part -> CLAUDE_BLOCKS.contains(part.path("type").asText()) || part.has("cache_control")));
    }

    private static boolean any(JsonNode list, java.util.function.Predicate<JsonNode> test) {
        return list.isArray() && StreamSupport.stream(list.spliterator(), false).anyMatch(test);
    }
}
