package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Vocabulary;
import java.util.Map;

/** What this dialect's answers are known to say; anything else is reported, of a stream when an item or the answer is over. */
final class AnswerWords {

    private static final Vocabulary RESPONSE = Vocabulary.of(
            "id",
            "object",
            "created_at",
            "completed_at",
            "status",
            "error",
            "incomplete_details",
            "model",
            "output",
            "output_text",
            "usage",
            "tool_usage",
            "service_tier",
            "moderation",
            // The request once more.
            "background",
            "billing",
            "conversation",
            "frequency_penalty",
            "include",
            "input",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "parallel_tool_calls",
            "presence_penalty",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "store",
            "stream",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user",
            "verbosity");

    /** Items of other types are passed or dropped as they are. */
    private static final Map<String, Vocabulary> ITEMS = Map.of(
            "message", Vocabulary.of("id", "type", "status", "role", "content", "phase"),
            "reasoning", Vocabulary.of("id", "type", "status", "summary", "content", "encrypted_content"),
            "function_call",
                    Vocabulary.of(
                            "id", "type", "status", "call_id", "name", "namespace", "arguments", "async", "caller"),
            "custom_tool_call",
                    Vocabulary.of("id", "type", "status", "call_id", "name", "namespace", "input", "caller"));

    private static final Map<String, Vocabulary> PARTS = Map.of(
            "output_text", Vocabulary.of("type", "text", "annotations", "logprobs"),
            "refusal", Vocabulary.of("type", "refusal"),
            "summary_text", Vocabulary.of("type", "text"),
            "reasoning_text", Vocabulary.of("type", "text"));

    private AnswerWords() {}

    static void response(JsonNode response, Losses losses) {
        RESPONSE.report(response, "", losses);
        response.path("output").forEach(item -> item(item, losses));
    }

    static void item(JsonNode item, Losses losses) {
        Vocabulary words = ITEMS.get(item.path("type").asText());
        if (words != null) {
            words.report(item, "output[].", losses);
            item.path("content").forEach(part -> part(part, "output[].content[].", losses));
            item.path("summary").forEach(part -> part(part, "output[].summary[].", losses));
        }
    }

    private static void part(JsonNode part, String path, Losses losses) {
        Vocabulary words = PARTS.get(part.path("type").asText());
        if (words != null) {
            words.report(part, path, losses);
        }
    }
}
