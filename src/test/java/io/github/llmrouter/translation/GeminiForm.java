package io.github.llmrouter.translation;

import static io.github.llmrouter.translation.Check.array;
import static io.github.llmrouter.translation.Check.count;
import static io.github.llmrouter.translation.Check.is;
import static io.github.llmrouter.translation.Check.number;
import static io.github.llmrouter.translation.Check.object;
import static io.github.llmrouter.translation.Check.oneOf;
import static io.github.llmrouter.translation.Check.string;
import static io.github.llmrouter.translation.Check.text;
import static io.github.llmrouter.translation.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Google's generateContent. */
final class GeminiForm implements Form {

    private static final Set<String> REASONS = Set.of(
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "MODEL_ARMOR");
    private static final Set<String> KINDS = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse");

    @Override
    public void request(JsonNode body) {
        array(body.path("contents"), "contents");
        that(!body.path("contents").isEmpty(), "there are contents");
        int calls = 0;
        String before = "";
        for (JsonNode content : body.path("contents")) {
            oneOf(content.path("role"), Set.of("user", "model"), "role");
            String role = content.path("role").asText();
            that(!role.equals(before), "roles alternate");
            before = role;
            parts(content.path("parts"));
            int results = content.path("parts").findValues("functionResponse").size();
            that(results == calls, "as many results as calls: " + results + " of " + calls);
            calls = content.path("parts").findValues("functionCall").size();
        }
        that(calls == 0, "every call has its result");
        for (JsonNode function : body.path("tools").findValues("functionDeclarations")) {
            for (JsonNode one : function) {
                that(
                        one.path("name").asText().matches("[A-Za-z_][A-Za-z0-9_.:-]{0,127}"),
                        "a function has a legal name: " + one.path("name"));
            }
        }
        JsonNode config = body.path("generationConfig");
        for (String name : List.of("temperature", "topP", "topK", "presencePenalty", "frequencyPenalty")) {
            if (config.has(name)) {
                number(config.get(name), name);
            }
        }
        if (config.has("maxOutputTokens")) {
            count(config.get("maxOutputTokens"), "maxOutputTokens");
        }
        that(config.path("stopSequences").size() <= 5, "at most five stop sequences");
    }

    private static void parts(JsonNode parts) {
        array(parts, "parts");
        that(!parts.isEmpty(), "there are parts");
        for (JsonNode part : parts) {
            object(part, "part");
            that(KINDS.stream().filter(part::has).count() == 1, "a part is of one kind: " + part);
            if (part.has("text")) {
                string(part.path("text"), "text");
            }
            for (String call : List.of("functionCall", "functionResponse")) {
                if (part.has(call)) {
                    string(part.path(call).path("name"), "name");
                    object(part.path(call).path(call.equals("functionCall") ? "args" : "response"), call);
                }
            }
            if (part.has("inlineData")) {
                text(part.path("inlineData").path("mimeType"), "mimeType");
                string(part.path("inlineData").path("data"), "data");
            }
            if (part.has("fileData")) {
                text(part.path("fileData").path("fileUri"), "fileUri");
            }
        }
    }

    @Override
    public void answer(JsonNode body) {
        array(body.path("candidates"), "candidates");
        that(!body.path("candidates").isEmpty(), "there are candidates");
        int index = 0;
        for (JsonNode candidate : body.path("candidates")) {
            is(candidate.path("index"), index++, "index");
            candidate(candidate);
            oneOf(candidate.path("finishReason"), REASONS, "finishReason");
        }
        usage(body);
    }

    private static void candidate(JsonNode candidate) {
        if (candidate.has("content")) {
            is(candidate.path("content").path("role"), "model", "role");
            parts(candidate.path("content").path("parts"));
            Set<String> ids = new HashSet<>();
            for (JsonNode call : candidate.path("content").path("parts").findValues("functionCall")) {
                that(!call.has("id") || ids.add(call.path("id").asText()), "ids of calls are unique");
            }
        }
        for (JsonNode token : candidate.path("logprobsResult").path("chosenCandidates")) {
            string(token.path("token"), "token");
            number(token.path("logProbability"), "logProbability");
        }
    }

    private static void usage(JsonNode body) {
        JsonNode usage = body.path("usageMetadata");
        long sum = 0;
        for (String name :
                List.of("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount")) {
            if (usage.has(name)) {
                count(usage.path(name), name);
                sum += usage.path(name).longValue();
            }
        }
        if (usage.isObject()) {
            is(usage.path("totalTokenCount"), sum, "totalTokenCount");
        }
    }

    @Override
    public void stream(byte[] bytes, boolean failed) {
        List<JsonNode> chunks = new ArrayList<>();
        if (bytes[0] == '[') {
            Check.json(bytes).forEach(chunks::add);
        } else {
            for (Frame frame : Check.frames(bytes, "\r\n\r\n")) {
                that(frame.event().isEmpty() && !frame.done(), "no event names and no end marker");
                chunks.add(Check.json(frame));
            }
        }
        Set<Integer> begun = new HashSet<>();
        Set<Integer> finished = new HashSet<>();
        for (JsonNode chunk : failed ? chunks.subList(0, chunks.size() - 1) : chunks) {
            for (JsonNode candidate : chunk.path("candidates")) {
                count(candidate.path("index"), "index");
                int index = candidate.path("index").intValue();
                candidate(candidate);
                begun.add(index);
                that(!finished.contains(index), "nothing follows the reason to stop");
                if (candidate.has("finishReason")) {
                    oneOf(candidate.path("finishReason"), REASONS, "finishReason");
                    finished.add(index);
                    that(chunk == chunks.getLast(), "the reason to stop is in the last chunk");
                }
            }
            usage(chunk);
        }
        if (failed) {
            error(chunks.getLast());
        } else {
            that(!begun.isEmpty() && finished.equals(begun), "every candidate stops");
        }
    }

    @Override
    public void error(JsonNode body) {
        JsonNode error = body.path("error");
        count(error.path("code"), "error.code");
        text(error.path("status"), "error.status");
        text(error.path("message"), "error.message");
    }
}
