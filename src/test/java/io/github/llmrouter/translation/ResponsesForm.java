package io.github.llmrouter.translation;

import static io.github.llmrouter.translation.Check.array;
import static io.github.llmrouter.translation.Check.count;
import static io.github.llmrouter.translation.Check.is;
import static io.github.llmrouter.translation.Check.number;
import static io.github.llmrouter.translation.Check.oneOf;
import static io.github.llmrouter.translation.Check.string;
import static io.github.llmrouter.translation.Check.text;
import static io.github.llmrouter.translation.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenAI's Responses. */
final class ResponsesForm implements Form {

    private static final String LEGAL = "[A-Za-z0-9_-]{1,64}";
    private static final Set<String> TERMINAL = Set.of("response.completed", "response.incomplete", "response.failed");
    private static final Set<String> PUBLISHED = Set.of(
            "response.created",
            "response.in_progress",
            "response.completed",
            "response.incomplete",
            "response.failed",
            "response.output_item.added",
            "response.output_item.done",
            "response.content_part.added",
            "response.content_part.done",
            "response.output_text.delta",
            "response.output_text.done",
            "response.output_text.annotation.added",
            "response.refusal.delta",
            "response.refusal.done",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.custom_tool_call_input.delta",
            "response.custom_tool_call_input.done",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_part.done",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "error");

    @Override
    public void request(JsonNode body) {
        text(body.path("model"), "model");
        JsonNode input = body.path("input");
        that(input.isTextual() || input.isArray() && !input.isEmpty(), "there is input");
        Set<String> open = new HashSet<>();
        if (input.isArray()) {
            input.forEach(item -> item(item, open));
        }
        that(open.isEmpty(), "every call has its result");
        for (JsonNode tool : body.path("tools")) {
            String type = tool.path("type").asText();
            text(tool.path("type"), "tools.type");
            if (type.equals("function") || type.equals("custom")) {
                that(tool.path("name").asText().matches(LEGAL), "a tool has a legal name: " + tool.path("name"));
            }
            that(!type.equals("function") || tool.path("parameters").isObject(), "parameters are a schema");
        }
        that(!body.has("tool_choice") || body.has("tools"), "no choice without tools");
        if (body.has("max_output_tokens")) {
            count(body.get("max_output_tokens"), "max_output_tokens");
            that(body.get("max_output_tokens").longValue() >= 16, "max_output_tokens is at least 16");
        }
        for (String name : List.of("temperature", "top_p")) {
            if (body.has(name)) {
                number(body.get(name), name);
            }
        }
    }

    private static void item(JsonNode item, Set<String> open) {
        switch (item.path("type").asText("message")) {
            case "message" -> {
                oneOf(item.path("role"), Set.of("user", "assistant", "system", "developer"), "role");
                JsonNode content = item.path("content");
                that(content.isTextual() || content.isArray(), "content is a text or a list");
                content.forEach(part -> text(part.path("type"), "content.type"));
            }
            case "function_call", "custom_tool_call" -> {
                that(item.path("call_id").asText().matches(LEGAL), "call_id is legal: " + item.path("call_id"));
                string(item.path("name"), "name");
                that(open.add(item.path("call_id").asText()), "ids of calls are unique");
            }
            case "function_call_output", "custom_tool_call_output" ->
                that(open.remove(item.path("call_id").asText()), "a result follows its call");
            default -> text(item.path("type"), "input.type");
        }
    }

    @Override
    public void answer(JsonNode body) {
        response(body);
        oneOf(body.path("status"), Set.of("completed", "incomplete", "failed"), "status");
        body.path("output").forEach(item -> done(item));
        ids(body.path("output"));
    }

    private static void response(JsonNode body) {
        is(body.path("object"), "response", "object");
        that(body.path("id").asText().startsWith("resp_"), "id: " + body.path("id"));
        text(body.path("model"), "model");
        count(body.path("created_at"), "created_at");
        array(body.path("output"), "output");
        for (String echoed : List.of(
                "error",
                "incomplete_details",
                "instructions",
                "metadata",
                "parallel_tool_calls",
                "previous_response_id",
                "reasoning",
                "store",
                "temperature",
                "text",
                "tool_choice",
                "tools",
                "top_p",
                "truncation",
                "max_output_tokens")) {
            that(body.has(echoed), "the response has " + echoed);
        }
        JsonNode usage = body.path("usage");
        if (!usage.isNull()) {
            count(usage.path("input_tokens"), "input_tokens");
            count(usage.path("output_tokens"), "output_tokens");
            is(
                    usage.path("total_tokens"),
                    usage.path("input_tokens").longValue()
                            + usage.path("output_tokens").longValue(),
                    "total_tokens");
        }
    }

    private static void ids(JsonNode output) {
        Set<String> ids = new HashSet<>();
        Set<String> calls = new HashSet<>();
        for (JsonNode item : output) {
            that(ids.add(item.path("id").asText()), "ids of items are unique");
            that(!item.has("call_id") || calls.add(item.path("call_id").asText()), "ids of calls are unique");
        }
    }

    private static void done(JsonNode item) {
        text(item.path("id"), "id");
        switch (item.path("type").asText()) {
            case "message" -> {
                is(item.path("role"), "assistant", "role");
                array(item.path("content"), "content");
                that(!item.path("content").isEmpty(), "a message has content");
                item.path("content").forEach(ResponsesForm::part);
            }
            case "function_call" -> {
                that(item.path("call_id").asText().matches(LEGAL), "call_id is legal: " + item.path("call_id"));
                string(item.path("name"), "name");
                string(item.path("arguments"), "arguments");
            }
            case "custom_tool_call" -> {
                that(item.path("call_id").asText().matches(LEGAL), "call_id is legal: " + item.path("call_id"));
                string(item.path("input"), "input");
            }
            case "reasoning" -> array(item.path("summary"), "summary");
            default -> text(item.path("type"), "type");
        }
    }

    private static void part(JsonNode part) {
        oneOf(part.path("type"), Set.of("output_text", "refusal"), "content.type");
        if (part.path("type").asText().equals("refusal")) {
            string(part.path("refusal"), "refusal");
        } else {
            string(part.path("text"), "text");
            array(part.path("annotations"), "annotations");
            for (JsonNode token : part.path("logprobs")) {
                string(token.path("token"), "token");
                number(token.path("logprob"), "logprob");
            }
        }
    }

    @Override
    public void stream(byte[] bytes, boolean failed) {
        List<Frame> frames = Check.frames(bytes, "\n\n");
        Items items = new Items();
        for (Frame frame : frames) {
            JsonNode event = Check.json(frame);
            is(event.path("type"), frame.event(), "type");
            items.add(event);
        }
        items.end(failed);
    }

    /** The state of a streamed response. */
    private static final class Items {
        private final Map<String, StringBuilder> said = new HashMap<>();
        private final List<JsonNode> done = new ArrayList<>();
        private String openItem = "";
        private String last = "";
        private String before = "";
        private JsonNode response = Check.json("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        private int sequence;

        void add(JsonNode event) {
            String type = event.path("type").asText();
            oneOf(event.path("type"), PUBLISHED, "type");
            that(!TERMINAL.contains(last), "nothing follows the end");
            is(event.path("sequence_number"), sequence++, "sequence_number");
            if (event.has("item_id")) {
                is(event.path("item_id"), openItem, "item_id");
            }
            if (event.has("output_index")) {
                is(event.path("output_index"), done.size(), "output_index");
            }
            switch (type) {
                case "response.output_item.added" -> {
                    that(openItem.isEmpty(), "one item at a time");
                    openItem = event.path("item").path("id").asText();
                    text(event.path("item").path("id"), "item.id");
                    said.clear();
                }
                case "response.output_item.done" -> {
                    is(event.path("item").path("id"), openItem, "item.id");
                    done(event.path("item"));
                    done.add(event.path("item"));
                    openItem = "";
                }
                default -> words(type, event);
            }
            if (event.has("response")) {
                response = event.path("response");
                response(response);
            }
            before = last;
            last = type;
        }

        private void words(String type, JsonNode event) {
            String key = event.path("content_index").asText() + "/"
                    + event.path("summary_index").asText();
            if (type.endsWith(".delta")) {
                said.computeIfAbsent(key, any -> new StringBuilder())
                        .append(event.path("delta").asText());
            } else if (type.endsWith("_text.done") || type.endsWith("refusal.done")) {
                JsonNode whole = event.has("text") ? event.get("text") : event.path("refusal");
                is(whole, said.getOrDefault(key, new StringBuilder()), "what was said");
            } else if (type.endsWith("arguments.done")) {
                is(
                        event.path("arguments"),
                        said.getOrDefault(key, new StringBuilder()).toString().strip(),
                        "arguments");
            }
        }

        void end(boolean failed) {
            oneOf(new com.fasterxml.jackson.databind.node.TextNode(last), TERMINAL, "the last event");
            if (failed) {
                is(new com.fasterxml.jackson.databind.node.TextNode(last), "response.failed", "the last event");
                that(before.equals("error"), "an error event comes before the failed response");
                text(response.path("error").path("message"), "error.message");
                return;
            }
            that(openItem.isEmpty(), "no item stays open");
            that(response.path("output").size() == done.size(), "the output has all items");
            for (int i = 0; i < done.size(); i++) {
                that(response.path("output").get(i).equals(done.get(i)), "the output repeats the items");
            }
            ids(response.path("output"));
        }
    }

    @Override
    public void error(JsonNode body) {
        new ChatForm().error(body);
    }
}
