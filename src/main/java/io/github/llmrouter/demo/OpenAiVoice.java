package io.github.llmrouter.demo;

import static io.github.llmrouter.demo.Words.pieces;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** OpenAI Chat Completions. */
final class OpenAiVoice implements Voice {

    @Override
    public List<Line> conversation(JsonNode body) {
        return Words.stream(body.path("messages"))
                .map(message -> new Line(
                        Line.Speaker.named(message.path("role").asText()), Words.text(message.path("content"))))
                .toList();
    }

    @Override
    public JsonNode answer(Question question, Script script) {
        Json message = Json.object()
                .with("role", "assistant")
                .with("content", script.text())
                .withNull("refusal")
                .with("reasoning_content", script.thinking().isEmpty() ? null : script.thinking())
                .withAny("tool_calls", script.calls().stream().map(this::call));
        Json choice = Json.object()
                .with("index", 0)
                .with("message", message)
                .withNull("logprobs")
                .with("finish_reason", reason(script));
        return head(question, Words.id("chatcmpl-"), "chat.completion")
                .with("choices", Stream.of(choice))
                .with("usage", usage(question, script))
                .node();
    }

    @Override
    public List<Frame> events(Question question, Script script) {
        String id = Words.id("chatcmpl-");
        List<Json> chunks = new ArrayList<>();
        chunks.add(chunk(question, id, Json.object().with("role", "assistant").with("content", ""), null));
        pieces(script.thinking())
                .forEach(
                        piece -> chunks.add(chunk(question, id, Json.object().with("reasoning_content", piece), null)));
        pieces(script.text())
                .forEach(piece -> chunks.add(chunk(question, id, Json.object().with("content", piece), null)));
        IntStream.range(0, script.calls().size())
                .boxed()
                .flatMap(index -> callDeltas(index, script.calls().get(index)))
                .forEach(delta ->
                        chunks.add(chunk(question, id, Json.object().with("tool_calls", Stream.of(delta)), null)));
        chunks.add(chunk(question, id, Json.object(), reason(script)));
        if (question.body().path("stream_options").path("include_usage").asBoolean()) {
            chunks.add(head(question, id, "chat.completion.chunk")
                    .with("choices", Stream.empty())
                    .with("usage", usage(question, script)));
        }
        Stream<Frame> frames = chunks.stream().map(chunk -> new Frame("", chunk.toString()));
        return Stream.concat(frames, Stream.of(new Frame("", "[DONE]"))).toList();
    }

    @Override
    public JsonNode error(int status, String message) {
        return refusal(status, message);
    }

    /** The error body of both of OpenAI's APIs. */
    static JsonNode refusal(int status, String message) {
        String type = status == 429 ? "rate_limit_exceeded" : status < 500 ? "invalid_request_error" : "server_error";
        return Json.object()
                .with(
                        "error",
                        Json.object()
                                .with("message", message)
                                .with("type", type)
                                .withNull("param")
                                .withNull("code"))
                .node();
    }

    private static Json head(Question question, String id, String object) {
        return Json.object()
                .with("id", id)
                .with("object", object)
                .with("created", Words.now())
                .with("model", question.model());
    }

    private static Json chunk(Question question, String id, Json delta, @Nullable String reason) {
        Json choice = Json.object().with("index", 0).with("delta", delta);
        choice = reason == null ? choice.withNull("finish_reason") : choice.with("finish_reason", reason);
        return head(question, id, "chat.completion.chunk").with("choices", Stream.of(choice));
    }

    private Json call(Script.Call call) {
        return Json.object()
                .with("id", Words.id("call_"))
                .with("type", "function")
                .with(
                        "function",
                        Json.object()
                                .with("name", call.name())
                                .with("arguments", call.arguments().toString()));
    }

    /** The first names the call, the others grow its arguments. */
    private static Stream<Json> callDeltas(int index, Script.Call call) {
        Json opened = Json.object()
                .with("index", index)
                .with("id", Words.id("call_"))
                .with("type", "function")
                .with("function", Json.object().with("name", call.name()).with("arguments", ""));
        return Stream.concat(
                Stream.of(opened),
                pieces(call.arguments().toString())
                        .map(piece -> Json.object()
                                .with("index", index)
                                .with("function", Json.object().with("arguments", piece))));
    }

    private static String reason(Script script) {
        return script.calls().isEmpty() ? "stop" : "tool_calls";
    }

    private static Json usage(Question question, Script script) {
        return Json.object()
                .with("prompt_tokens", question.inputTokens())
                .with("completion_tokens", script.tokens())
                .with("total_tokens", question.inputTokens() + script.tokens())
                .with("prompt_tokens_details", Json.object().with("cached_tokens", 0))
                .with("completion_tokens_details", Json.object().with("reasoning_tokens", script.thinkingTokens()));
    }
}
