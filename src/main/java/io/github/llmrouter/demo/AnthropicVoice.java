package io.github.llmrouter.demo;

import static io.github.llmrouter.demo.Words.pieces;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Anthropic Messages. */
final class AnthropicVoice implements Voice {

    private static final String SIGNATURE = "ZGVtbw==";

    @Override
    public List<Line> conversation(JsonNode body) {
        return Words.stream(body.path("messages")).flatMap(this::lines).toList();
    }

    @Override
    public JsonNode answer(Question question, Script script) {
        return message(question, blocks(script).stream().map(Block::whole))
                .with("stop_reason", reason(script))
                .withNull("stop_sequence")
                .with("usage", usage(question, script.tokens()))
                .node();
    }

    @Override
    public List<Frame> events(Question question, Script script) {
        List<Frame> events = new ArrayList<>();
        Json started = message(question, Stream.empty())
                .withNull("stop_reason")
                .withNull("stop_sequence")
                .with("usage", usage(question, 1));
        events.add(event(Json.type("message_start").with("message", started)));
        events.add(event(Json.type("ping")));
        List<Block> blocks = blocks(script);
        for (int index = 0; index < blocks.size(); index++) {
            Block block = blocks.get(index);
            int at = index;
            events.add(event(Json.type("content_block_start").with("index", at).with("content_block", block.opened())));
            block.deltas()
                    .forEach(delta -> events.add(event(
                            Json.type("content_block_delta").with("index", at).with("delta", delta))));
            events.add(event(Json.type("content_block_stop").with("index", at)));
        }
        events.add(event(Json.type("message_delta")
                .with("delta", Json.object().with("stop_reason", reason(script)).withNull("stop_sequence"))
                .with("usage", usage(question, script.tokens()))));
        events.add(event(Json.type("message_stop")));
        return events;
    }

    @Override
    public JsonNode error(int status, String message) {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
        return Json.type("error")
                .with("error", Json.type(type).with("message", message))
                .with("request_id", Words.id("req_"))
                .node();
    }

    /** A content block: whole, as it opens in a stream, and how it grows there. */
    private record Block(Json whole, Json opened, List<Json> deltas) {}

    private Stream<Line> lines(JsonNode message) {
        Line.Speaker speaker = Line.Speaker.named(message.path("role").asText());
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return Stream.of(new Line(speaker, content.textValue()));
        }
        return Words.stream(content).map(block -> switch (block.path("type").asText()) {
            case "tool_result" -> new Line(Line.Speaker.TOOL, Words.text(block.path("content")));
            case "text" -> new Line(speaker, block.path("text").asText());
            default -> new Line(Line.Speaker.MODEL, "");
        });
    }

    private static List<Block> blocks(Script script) {
        List<Block> blocks = new ArrayList<>();
        if (!script.thinking().isEmpty()) {
            blocks.add(thinking(script.thinking()));
        }
        if (!script.text().isEmpty()) {
            blocks.add(new Block(
                    Json.type("text").with("text", script.text()),
                    Json.type("text").with("text", ""),
                    pieces(script.text())
                            .map(piece -> Json.type("text_delta").with("text", piece))
                            .toList()));
        }
        script.calls().forEach(call -> blocks.add(toolUse(call)));
        return blocks;
    }

    private static Block thinking(String text) {
        Stream<Json> grown =
                pieces(text).map(piece -> Json.type("thinking_delta").with("thinking", piece));
        Json sealed = Json.type("signature_delta").with("signature", SIGNATURE);
        return new Block(
                Json.type("thinking").with("thinking", text).with("signature", SIGNATURE),
                Json.type("thinking").with("thinking", "").with("signature", ""),
                Stream.concat(grown, Stream.of(sealed)).toList());
    }

    private static Block toolUse(Script.Call call) {
        String id = Words.id("toolu_");
        return new Block(
                Json.type("tool_use").with("id", id).with("name", call.name()).with("input", call.arguments()),
                Json.type("tool_use").with("id", id).with("name", call.name()).with("input", Json.object()),
                pieces(call.arguments().toString())
                        .map(piece -> Json.type("input_json_delta").with("partial_json", piece))
                        .toList());
    }

    private static Json message(Question question, Stream<Json> content) {
        return Json.object()
                .with("id", Words.id("msg_"))
                .with("type", "message")
                .with("role", "assistant")
                .with("model", question.model())
                .with("content", content);
    }

    private static Frame event(Json data) {
        return new Frame(data.node().path("type").asText(), data.toString());
    }

    private static String reason(Script script) {
        return script.calls().isEmpty() ? "end_turn" : "tool_use";
    }

    private static Json usage(Question question, int output) {
        return Json.object()
                .with("input_tokens", question.inputTokens())
                .with("cache_creation_input_tokens", 0)
                .with("cache_read_input_tokens", 0)
                .with("output_tokens", output);
    }
}
