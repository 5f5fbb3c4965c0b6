package io.github.llmrouter.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** OpenAI Responses. */
final class ResponsesVoice implements Voice {

    @Override
    public List<Line> conversation(JsonNode body) {
        JsonNode input = body.path("input");
        return input.isTextual()
                ? List.of(new Line(Line.Speaker.USER, input.textValue()))
                : Words.stream(input).map(ResponsesVoice::line).toList();
    }

    @Override
    public JsonNode answer(Question question, Script script) {
        List<ResponsesItem> items = ResponsesItem.of(script);
        return response(question, Words.id("resp_"), "completed", items.stream().map(ResponsesItem::whole))
                .with("usage", usage(question, script))
                .node();
    }

    @Override
    public List<Frame> events(Question question, Script script) {
        String id = Words.id("resp_");
        List<Json> events = new ArrayList<>();
        for (String type : List.of("response.created", "response.in_progress")) {
            events.add(Json.type(type)
                    .with(
                            "response",
                            response(question, id, "in_progress", Stream.empty())
                                    .withNull("usage")));
        }
        List<ResponsesItem> items = ResponsesItem.of(script);
        for (int index = 0; index < items.size(); index++) {
            ResponsesItem item = items.get(index);
            events.add(Json.type("response.output_item.added")
                    .with("output_index", index)
                    .with("item", item.opened()));
            for (Json grown : item.grown()) {
                events.add(grown.with("item_id", item.id()).with("output_index", index));
            }
            events.add(Json.type("response.output_item.done")
                    .with("output_index", index)
                    .with("item", item.whole()));
        }
        events.add(Json.type("response.completed")
                .with(
                        "response",
                        response(question, id, "completed", items.stream().map(ResponsesItem::whole))
                                .with("usage", usage(question, script))));
        return numbered(events);
    }

    @Override
    public JsonNode error(int status, String message) {
        return OpenAiVoice.refusal(status, message);
    }

    private static Line line(JsonNode item) {
        String type = item.path("type").asText();
        if (type.endsWith("_output")) {
            return new Line(Line.Speaker.TOOL, Words.text(item.path("output")));
        }
        if (type.endsWith("_call") || type.equals("reasoning")) {
            return new Line(Line.Speaker.MODEL, "");
        }
        return new Line(Line.Speaker.named(item.path("role").asText()), Words.text(item.path("content")));
    }

    private static List<Frame> numbered(List<Json> events) {
        List<Frame> frames = new ArrayList<>();
        for (Json event : events) {
            String type = event.node().path("type").asText();
            frames.add(
                    new Frame(type, event.with("sequence_number", frames.size()).toString()));
        }
        return frames;
    }

    /** Most of an answer repeats what was asked. */
    private static Json response(Question question, String id, String status, Stream<Json> output) {
        Json response = Json.object()
                .with("id", id)
                .with("object", "response")
                .with("created_at", Words.now())
                .with("status", status)
                .withNull("error")
                .withNull("incomplete_details")
                .with("model", question.model())
                .with("output", output);
        ObjectNode echoed = Json.object()
                .withNull("instructions")
                .withNull("max_output_tokens")
                .with("parallel_tool_calls", true)
                .withNull("previous_response_id")
                .with("store", false)
                .with("temperature", 1)
                .with("tool_choice", "auto")
                .with("tools", Stream.empty())
                .with("top_p", 1)
                .with("metadata", Json.object())
                .node();
        echoed.properties()
                .forEach(field -> response.with(
                        field.getKey(),
                        question.body().hasNonNull(field.getKey())
                                ? question.body().get(field.getKey())
                                : field.getValue()));
        return response;
    }

    private static Json usage(Question question, Script script) {
        return Json.object()
                .with("input_tokens", question.inputTokens())
                .with("input_tokens_details", Json.object().with("cached_tokens", 0))
                .with("output_tokens", script.tokens())
                .with("output_tokens_details", Json.object().with("reasoning_tokens", script.thinkingTokens()))
                .with("total_tokens", question.inputTokens() + script.tokens());
    }
}
