package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Vocabulary;

/**
 * What this dialect's answers are known to say; anything else is reported. Chunks that bring nothing but words, which are most of
 * them, are not looked at again once the first has come.
 */
final class AnswerWords {

    private static final Vocabulary CHUNK = Vocabulary.of(
            "id",
            "object",
            "created",
            "model",
            "choices",
            "usage",
            "service_tier",
            "system_fingerprint",
            "moderation",
            "error",
            // Padding against eavesdroppers, Azure's judgement of the prompt, and what imitators tell of themselves.
            "obfuscation",
            "prompt_filter_results",
            "provider",
            "x_groq",
            "usage_breakdown",
            "timings",
            "time_info");
    private static final Vocabulary CHOICE = Vocabulary.of(
            "index",
            "message",
            "delta",
            "finish_reason",
            "native_finish_reason",
            "logprobs",
            "usage",
            "error",
            "content_filter_results",
            "content_filter_offsets",
            "stop_reason",
            "token_ids");
    private static final Vocabulary MESSAGE = Vocabulary.of(
            "role",
            "name",
            "content",
            "refusal",
            "tool_calls",
            "function_call",
            "annotations",
            "audio",
            "images",
            "reasoning",
            "reasoning_content",
            "reasoning_details",
            "thinking_blocks");
    private static final Vocabulary CALL = Vocabulary.of("id", "index", "type", "function", "custom", "extra_content");
    private static final Vocabulary FUNCTION = Vocabulary.of("name", "arguments", "input");

    private AnswerWords() {}

    /** @param first whether nothing has been looked at yet */
    static void report(JsonNode chunk, boolean first, Losses losses) {
        JsonNode choices = chunk.path("choices");
        if (!first && choices.size() == 1 && isPlain(choices.path(0))) {
            return;
        }
        CHUNK.report(chunk, "", losses);
        for (JsonNode choice : choices) {
            CHOICE.report(choice, "choices[].", losses);
            JsonNode message = choice.has("delta") ? choice.get("delta") : choice.path("message");
            MESSAGE.report(message, "choices[].message.", losses);
            for (JsonNode call : message.path("tool_calls")) {
                CALL.report(call, "choices[].message.tool_calls[].", losses);
                FUNCTION.report(call.path("function"), "choices[].message.tool_calls[].function.", losses);
                FUNCTION.report(call.path("custom"), "choices[].message.tool_calls[].custom.", losses);
            }
        }
    }

    private static boolean isPlain(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        return delta.size() == 1
                && !choice.hasNonNull("finish_reason")
                && (delta.has("content") || delta.has("reasoning_content") || continues(delta.path("tool_calls")));
    }

    /** More of the arguments of one call. */
    private static boolean continues(JsonNode calls) {
        return calls.size() == 1 && !calls.path(0).has("id");
    }
}
