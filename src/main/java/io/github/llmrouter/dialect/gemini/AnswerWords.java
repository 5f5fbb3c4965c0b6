package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Vocabulary;

/**
 * What this dialect's answers are known to say; anything else is reported. Chunks that bring nothing but a text, which are most of
 * them, are not looked at again once the first has come.
 */
final class AnswerWords {

    private static final Vocabulary CHUNK = Vocabulary.of(
            "candidates",
            "promptFeedback",
            "usageMetadata",
            "modelVersion",
            "modelStatus",
            "responseId",
            "createTime",
            "sdkHttpResponse",
            "error");
    private static final Vocabulary CANDIDATE = Vocabulary.of(
            "index",
            "content",
            "finishReason",
            "finishMessage",
            "tokenCount",
            "avgLogprobs",
            "logprobsResult",
            "safetyRatings",
            "citationMetadata",
            "groundingMetadata",
            "groundingAttributions",
            "urlContextMetadata");
    private static final Vocabulary CONTENT = Vocabulary.of("role", "parts");
    private static final Vocabulary PART = Vocabulary.of(
            "text",
            "thought",
            "thoughtSignature",
            "functionCall",
            "inlineData",
            "fileData",
            "partMetadata",
            "videoMetadata",
            "mediaResolution");
    private static final Vocabulary CALL = Vocabulary.of("id", "name", "args", "partialArgs", "willContinue");

    private AnswerWords() {}

    /** @param first whether nothing has been looked at yet */
    static void report(JsonNode chunk, boolean first, Losses losses) {
        JsonNode candidates = chunk.path("candidates");
        if (!first && candidates.size() == 1 && isPlain(candidates.path(0))) {
            return;
        }
        CHUNK.report(chunk, "", losses);
        for (JsonNode candidate : candidates) {
            CANDIDATE.report(candidate, "candidates[].", losses);
            CONTENT.report(candidate.path("content"), "candidates[].content.", losses);
            for (JsonNode part : candidate.path("content").path("parts")) {
                if (part.has("text") || part.has("functionCall") || part.has("inlineData") || part.has("fileData")) {
                    PART.report(part, "candidates[].content.parts[].", losses);
                    CALL.report(part.path("functionCall"), "candidates[].content.parts[].functionCall.", losses);
                }
            }
        }
    }

    private static boolean isPlain(JsonNode candidate) {
        JsonNode parts = candidate.path("content").path("parts");
        return parts.size() == 1
                && parts.path(0).size() == 1
                && parts.path(0).has("text")
                && !candidate.hasNonNull("finishReason");
    }
}
