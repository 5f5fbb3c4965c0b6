package io.github.llmrouter.demo;

import static io.github.llmrouter.demo.Words.pieces;

import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An item of a Responses output: whole, as it opens in a stream, and the events by which it grows there. */
record ResponsesItem(String id, Json whole, Json opened, List<Json> grown) {

    static List<ResponsesItem> of(Script script) {
        List<ResponsesItem> items = new ArrayList<>();
        if (!script.thinking().isEmpty()) {
            items.add(reasoning(script.thinking()));
        }
        items.add(message(script.text()));
        script.calls().forEach(call -> items.add(functionCall(call)));
        return items;
    }

    private static ResponsesItem reasoning(String text) {
        String id = Words.id("rs_");
        List<Json> grown = new ArrayList<>();
        grown.add(summary("response.reasoning_summary_part.added").with("part", summaryText("")));
        pieces(text)
                .forEach(piece -> grown.add(
                        summary("response.reasoning_summary_text.delta").with("delta", piece)));
        grown.add(summary("response.reasoning_summary_text.done").with("text", text));
        grown.add(summary("response.reasoning_summary_part.done").with("part", summaryText(text)));
        return new ResponsesItem(
                id,
                Json.type("reasoning").with("id", id).with("summary", Stream.of(summaryText(text))),
                Json.type("reasoning").with("id", id).with("summary", Stream.empty()),
                grown);
    }

    private static ResponsesItem message(String text) {
        String id = Words.id("msg_");
        List<Json> grown = new ArrayList<>();
        grown.add(content("response.content_part.added").with("part", outputText("")));
        pieces(text)
                .forEach(piece -> grown.add(content("response.output_text.delta")
                        .with("delta", piece)
                        .with("logprobs", Stream.empty())));
        grown.add(content("response.output_text.done").with("text", text).with("logprobs", Stream.empty()));
        grown.add(content("response.content_part.done").with("part", outputText(text)));
        return new ResponsesItem(
                id,
                message(id, "completed", Stream.of(outputText(text))),
                message(id, "in_progress", Stream.empty()),
                grown);
    }

    private static ResponsesItem functionCall(Script.Call call) {
        String id = Words.id("fc_");
        String callId = Words.id("call_");
        String arguments = call.arguments().toString();
        List<Json> grown = new ArrayList<>();
        pieces(arguments)
                .forEach(piece -> grown.add(
                        Json.type("response.function_call_arguments.delta").with("delta", piece)));
        grown.add(Json.type("response.function_call_arguments.done")
                .with("name", call.name())
                .with("arguments", arguments));
        return new ResponsesItem(
                id,
                functionCall(id, callId, call.name(), "completed", arguments),
                functionCall(id, callId, call.name(), "in_progress", ""),
                grown);
    }

    private static Json summary(String type) {
        return Json.type(type).with("summary_index", 0);
    }

    private static Json content(String type) {
        return Json.type(type).with("content_index", 0);
    }

    private static Json summaryText(String text) {
        return Json.type("summary_text").with("text", text);
    }

    private static Json outputText(String text) {
        return Json.type("output_text")
                .with("text", text)
                .with("annotations", Stream.empty())
                .with("logprobs", Stream.empty());
    }

    private static Json message(String id, String status, Stream<Json> content) {
        return Json.type("message")
                .with("id", id)
                .with("status", status)
                .with("role", "assistant")
                .with("content", content);
    }

    private static Json functionCall(String id, String callId, String name, String status, String arguments) {
        return Json.type("function_call")
                .with("id", id)
                .with("call_id", callId)
                .with("name", name)
                .with("status", status)
                .with("arguments", arguments);
    }
}
