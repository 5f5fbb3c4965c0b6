package io.github.llmrouter.translation;

import static io.github.llmrouter.translation.Check.array;
import static io.github.llmrouter.translation.Check.count;
import static io.github.llmrouter.translation.Check.is;
import static io.github.llmrouter.translation.Check.number;
import static io.github.llmrouter.translation.Check.object;
import static io.github.llmrouter.translation.Check.oneOf;
import static io.github.llmrouter.translation.Check.string;
import static io.github.llmrouter.translation.Check.text;
import static io.github.llmrouter.translation.Check.textOrNull;
import static io.github.llmrouter.translation.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chat Completions. */
final class ChatForm implements Form {

    private static final Set<String> REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");
    private static final String ID = "[A-Za-z0-9_-]{1,40}";
    private static final String NAME = "[A-Za-z0-9_-]{1,64}";

    @Override
    public void request(JsonNode body) {
        text(body.path("model"), "model");
        array(body.path("messages"), "messages");
        that(!body.path("messages").isEmpty(), "there are messages");
        Set<String> open = new HashSet<>();
        for (JsonNode message : body.path("messages")) {
            message(message, open);
        }
        that(open.isEmpty(), "every call has its result");
        for (JsonNode tool : body.path("tools")) {
            String type = tool.path("type").asText();
            if (type.equals("function") || type.equals("custom")) {
                that(tool.path(type).path("name").asText().matches(NAME), "a tool has a legal name: " + tool);
            }
            JsonNode schema = tool.path("function").path("parameters");
            that(schema.isMissingNode() || schema.isObject(), "parameters are a schema");
        }
        that(!body.has("tool_choice") || body.has("tools"), "no choice without tools");
        numbers(body);
    }

    private static void numbers(JsonNode body) {
        for (String name : List.of("temperature", "top_p", "presence_penalty", "frequency_penalty")) {
            if (body.has(name)) {
                number(body.get(name), name);
            }
        }
        for (String name : List.of("max_tokens", "max_completion_tokens", "n")) {
            if (body.has(name)) {
                count(body.get(name), name);
            }
        }
        JsonNode stop = body.path("stop");
        that(stop.isMissingNode() || stop.isTextual() || stop.size() <= 4, "at most four stop sequences");
    }

    private static void message(JsonNode message, Set<String> open) {
        oneOf(message.path("role"), Set.of("system", "developer", "user", "assistant", "tool"), "messages.role");
        JsonNode content = message.path("content");
        if (content.isArray()) {
            that(!content.isEmpty(), "content has parts");
            content.forEach(part -> text(part.path("type"), "content.type"));
        } else {
            that(
                    content.isTextual()
                            || message.path("role").asText().equals("assistant")
                                    && (content.isNull() || content.isMissingNode()),
                    "content is a text: " + content);
        }
        if (message.path("role").asText().equals("tool")) {
            that(open.remove(message.path("tool_call_id").asText()), "a result follows its call");
        }
        for (JsonNode call : message.path("tool_calls")) {
            call(call);
            that(open.add(call.path("id").asText()), "ids of calls are unique");
        }
    }

    private static void call(JsonNode call) {
        that(call.path("id").asText().matches(ID), "the id of a call is legal: " + call.path("id"));
        oneOf(call.path("type"), Set.of("function", "custom"), "tool_calls.type");
        JsonNode member = call.path(call.path("type").asText());
        string(member.path("name"), "the name of a call");
        string(member.path(call.path("type").asText().equals("custom") ? "input" : "arguments"), "arguments");
    }

    @Override
    public void answer(JsonNode body) {
        is(body.path("object"), "chat.completion", "object");
        heading(body);
        array(body.path("choices"), "choices");
        that(!body.path("choices").isEmpty(), "there are choices");
        for (int i = 0; i < body.path("choices").size(); i++) {
            choice(body.path("choices").get(i), i);
        }
        if (body.has("usage")) {
            usage(body.get("usage"));
        }
    }

    private static void heading(JsonNode body) {
        text(body.path("id"), "id");
        string(body.path("model"), "model");
        count(body.path("created"), "created");
    }

    private static void choice(JsonNode choice, int index) {
        is(choice.path("index"), index, "choices.index");
        JsonNode message = choice.path("message");
        is(message.path("role"), "assistant", "role");
        textOrNull(message.path("content"), "content");
        textOrNull(message.path("refusal"), "refusal");
        Set<String> ids = new HashSet<>();
        for (JsonNode call : message.path("tool_calls")) {
            call(call);
            that(ids.add(call.path("id").asText()), "ids of calls are unique");
        }
        that(!message.has("tool_calls") || !ids.isEmpty(), "no empty list of calls");
        oneOf(choice.path("finish_reason"), REASONS, "finish_reason");
        that(
                !choice.path("finish_reason").asText().equals("tool_calls") || !ids.isEmpty(),
                "tool_calls only with calls");
        logprobs(choice.path("logprobs"));
    }

    private static void logprobs(JsonNode logprobs) {
        that(logprobs.isNull() || logprobs.isObject(), "logprobs is an object or null");
        for (String list : List.of("content", "refusal")) {
            for (JsonNode token : logprobs.path(list)) {
                string(token.path("token"), "logprobs.token");
                number(token.path("logprob"), "logprobs.logprob");
            }
        }
    }

    private static void usage(JsonNode usage) {
        count(usage.path("prompt_tokens"), "prompt_tokens");
        count(usage.path("completion_tokens"), "completion_tokens");
        count(usage.path("total_tokens"), "total_tokens");
        that(
                usage.path("total_tokens").longValue()
                        == usage.path("prompt_tokens").longValue()
                                + usage.path("completion_tokens").longValue(),
                "usage adds up: " + usage);
    }

    @Override
    public void stream(byte[] bytes, boolean failed) {
        List<Frame> frames = Check.frames(bytes, "\n\n");
        that(frames.stream().allMatch(frame -> frame.event().isEmpty()), "events have no names");
        that(frames.getLast().done() != failed, failed ? "no [DONE] after an error" : "[DONE] is last");
        List<JsonNode> chunks =
                frames.stream().filter(frame -> !frame.done()).map(Check::json).toList();
        if (failed) {
            error(chunks.getLast());
            chunks = chunks.subList(0, chunks.size() - 1);
        }
        Chunks seen = new Chunks();
        chunks.forEach(seen::add);
        if (!failed) {
            seen.end();
        }
    }

    /** The state of a stream of chunks. */
    private static final class Chunks {
        private final Set<String> headings = new HashSet<>();
        private final Set<Integer> begun = new HashSet<>();
        private final Map<Integer, String> finished = new HashMap<>();
        private final Map<Integer, Integer> calls = new HashMap<>();
        private final Set<String> ids = new HashSet<>();
        private boolean counted;

        void add(JsonNode chunk) {
            is(chunk.path("object"), "chat.completion.chunk", "object");
            heading(chunk);
            that(!counted, "nothing follows the usage");
            headings.add(chunk.path("id") + "/" + chunk.path("created") + "/" + chunk.path("model"));
            that(headings.size() == 1, "id, created and model stay the same: " + headings);
            if (chunk.path("choices").isEmpty()) {
                counted = true;
                usage(chunk.path("usage"));
            }
            chunk.path("choices").forEach(this::choice);
        }

        private void choice(JsonNode choice) {
            count(choice.path("index"), "index");
            int index = choice.path("index").intValue();
            JsonNode delta = choice.path("delta");
            object(delta, "delta");
            that(delta.has("role") == begun.add(index), "the role is in the first delta and in no other");
            that(!finished.containsKey(index), "nothing follows the reason to stop");
            for (JsonNode call : delta.path("tool_calls")) {
                int known = calls.getOrDefault(index, -1);
                is(call.path("index"), call.has("id") ? known + 1 : known, "tool_calls.index");
                calls.put(index, call.path("index").intValue());
                if (call.has("id")) {
                    call(call);
                    that(ids.add(index + "/" + call.path("id").asText()), "ids of calls are unique");
                }
            }
            logprobs(choice.path("logprobs"));
            if (!choice.path("finish_reason").isNull()) {
                oneOf(choice.path("finish_reason"), REASONS, "finish_reason");
                finished.put(index, choice.path("finish_reason").asText());
            }
        }

        void end() {
            that(!begun.isEmpty(), "there is a choice");
            that(finished.keySet().equals(begun), "every choice stops");
            finished.forEach((index, reason) ->
                    that(!reason.equals("tool_calls") || calls.containsKey(index), "tool_calls only with calls"));
        }
    }

    @Override
    public void error(JsonNode body) {
        text(body.path("error").path("message"), "error.message");
        text(body.path("error").path("type"), "error.type");
        textOrNull(body.path("error").path("param"), "error.param");
        textOrNull(body.path("error").path("code"), "error.code");
    }
}
