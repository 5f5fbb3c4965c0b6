package io.github.llmrouter.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Google's Gemini API. */
final class GeminiVoice implements Voice {

    private static final String SIGNATURE = "ZGVtbw==";

    @Override
    public List<Line> conversation(JsonNode body) {
        return Words.stream(body.path("contents")).flatMap(GeminiVoice::lines).toList();
    }

    @Override
    public JsonNode answer(Question question, Script script) {
        List<Json> parts = new ArrayList<>();
        if (!script.thinking().isEmpty()) {
            parts.add(thought(script.thinking()));
        }
        parts.add(Json.object().with("text", script.text()));
        script.calls().forEach(call -> parts.add(functionCall(call)));
        return response(question, script, Words.id(""), parts.stream(), true);
    }

    @Override
    public List<Frame> events(Question question, Script script) {
        List<Json> parts = new ArrayList<>();
        Words.pieces(script.thinking()).forEach(piece -> parts.add(thought(piece)));
        Words.pieces(script.text()).forEach(piece -> parts.add(Json.object().with("text", piece)));
        script.calls().forEach(call -> parts.add(functionCall(call)));
        String id = Words.id("");
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            frames.add(new Frame(
                    "",
                    response(question, script, id, Stream.of(parts.get(i)), last)
                            .toString()));
        }
        return frames;
    }

    @Override
    public JsonNode error(int status, String message) {
        String name = switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
        return Json.object()
                .with(
                        "error",
                        Json.object()
                                .with("code", status)
                                .with("message", message)
                                .with("status", name))
                .node();
    }

    private static Stream<Line> lines(JsonNode content) {
        Line.Speaker speaker = Line.Speaker.named(content.path("role").asText());
        return Words.stream(content.path("parts"))
                .map(part -> part.has("functionResponse")
                        ? new Line(
                                Line.Speaker.TOOL,
                                part.path("functionResponse").path("response").toString())
                        : new Line(speaker, part.path("text").asText()));
    }

    private static Json thought(String text) {
        return Json.object().with("text", text).with("thought", true);
    }

    private static Json functionCall(Script.Call call) {
        return Json.object()
                .with(
                        "functionCall",
                        Json.object()
                                .with("id", Words.id(""))
                                .with("name", call.name())
                                .with("args", call.arguments()))
                .with("thoughtSignature", SIGNATURE);
    }

    private static JsonNode response(
            Question question, Script script, String id, Stream<Json> parts, boolean finished) {
        Json candidate = Json.object()
                .with("content", Json.object().with("parts", parts).with("role", "model"))
                .with("finishReason", finished ? "STOP" : null)
                .with("index", 0);
        return Json.object()
                .with("candidates", Stream.of(candidate))
                .with("usageMetadata", usage(question, script))
                .with("modelVersion", question.model())
                .with("responseId", id)
                .node();
    }

    /** Thoughts are counted beside the candidates here, not within them. */
    private static Json usage(Question question, Script script) {
        int thoughts = script.thinkingTokens();
        return Json.object()
                .with("promptTokenCount", question.inputTokens())
                .with("candidatesTokenCount", script.tokens() - thoughts)
                .with("thoughtsTokenCount", thoughts == 0 ? null : thoughts)
                .with("totalTokenCount", question.inputTokens() + script.tokens());
    }
}
