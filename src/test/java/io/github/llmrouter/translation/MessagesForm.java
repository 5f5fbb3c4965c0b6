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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Anthropic's Messages. */
final class MessagesForm implements Form {

    private static final Set<String> REASONS = Set.of(
            "end_turn",
            "max_tokens",
            "stop_sequence",
            "tool_use",
            "pause_turn",
            "refusal",
            "compaction",
            "model_context_window_exceeded");
    private static final Map<String, Set<String>> DELTAS = Map.of(
            "text", Set.of("text_delta", "citations_delta"),
            "thinking", Set.of("thinking_delta", "signature_delta"),
            "tool_use", Set.of("input_json_delta"));
    private static final String LEGAL = "[A-Za-z0-9_-]{1,64}";

    @Override
    public void request(JsonNode body) {
        text(body.path("model"), "model");
        count(body.path("max_tokens"), "max_tokens");
        that(body.path("max_tokens").longValue() > 0, "max_tokens is not 0");
        array(body.path("messages"), "messages");
        that(!body.path("messages").isEmpty(), "there are messages");
        Set<String> open = new HashSet<>();
        String before = "";
        for (JsonNode message : body.path("messages")) {
            oneOf(message.path("role"), Set.of("user", "assistant", "system"), "role");
            that(!message.path("role").asText().equals(before), "roles alternate");
            before = message.path("role").asText();
            content(message.path("content"), open, before);
        }
        that(open.isEmpty(), "every call has its result");
        for (JsonNode tool : body.path("tools")) {
            text(tool.path("name"), "tools.name");
            if (tool.path("type").asText("custom").equals("custom")) {
                that(tool.path("name").asText().matches(LEGAL), "a tool has a legal name: " + tool.path("name"));
                is(tool.path("input_schema").path("type"), "object", "input_schema.type");
            }
        }
        for (String name : List.of("temperature", "top_p")) {
            if (body.has(name)) {
                number(body.get(name), name);
                that(body.get(name).doubleValue() >= 0 && body.get(name).doubleValue() <= 1, name + " is at most 1");
            }
        }
        that(!body.has("tool_choice") || body.has("tools"), "no choice without tools");
        body.path("stop_sequences").forEach(stop -> that(!stop.asText().isBlank(), "stop sequences are not blank"));
    }

    private static void content(JsonNode content, Set<String> open, String role) {
        if (content.isTextual()) {
            text(content, "content");
            that(open.isEmpty(), "results follow their calls at once");
            return;
        }
        array(content, "content");
        that(!content.isEmpty(), "content has blocks");
        boolean others = false;
        for (JsonNode block : content) {
            String type = block.path("type").asText();
            if (type.equals("tool_result")) {
                that(!others, "results come first");
                that(open.remove(block.path("tool_use_id").asText()), "a result follows its call");
                results(block.path("content"));
            } else {
                others = true;
                that(!role.equals("user") || open.isEmpty(), "all results come in the next message");
                block(block);
            }
            if (type.equals("tool_use")) {
                that(open.add(block.path("id").asText()), "ids of calls are unique");
            }
        }
    }

    private static void results(JsonNode content) {
        content.forEach(MessagesForm::block);
    }

    private static void block(JsonNode block) {
        switch (block.path("type").asText()) {
            case "text" -> text(block.path("text"), "text");
            case "tool_use" -> {
                that(block.path("id").asText().matches(LEGAL), "the id of a call is legal: " + block.path("id"));
                string(block.path("name"), "the name of a call");
                object(block.path("input"), "input");
            }
            case "thinking" -> {
                string(block.path("thinking"), "thinking");
                string(block.path("signature"), "signature");
                that(
                        !block.path("thinking").asText().isEmpty()
                                || !block.path("signature").asText().isEmpty(),
                        "no thinking without text and signature");
            }
            case "redacted_thinking" -> text(block.path("data"), "data");
            case "image", "document" -> object(block.path("source"), "source");
            default -> text(block.path("type"), "type");
        }
    }

    @Override
    public void answer(JsonNode body) {
        heading(body);
        Set<String> ids = new HashSet<>();
        for (JsonNode block : body.path("content")) {
            block(block);
            if (block.path("type").asText().equals("tool_use")) {
                that(ids.add(block.path("id").asText()), "ids of calls are unique");
            }
        }
        stop(body, !ids.isEmpty());
        usage(body.path("usage"));
    }

    private static void heading(JsonNode message) {
        is(message.path("type"), "message", "type");
        is(message.path("role"), "assistant", "role");
        that(message.path("id").asText().startsWith("msg_"), "id: " + message.path("id"));
        text(message.path("model"), "model");
        array(message.path("content"), "content");
    }

    private static void stop(JsonNode stop, boolean calls) {
        oneOf(stop.path("stop_reason"), REASONS, "stop_reason");
        textOrNull(stop.path("stop_sequence"), "stop_sequence");
        that(!stop.path("stop_reason").asText().equals("tool_use") || calls, "tool_use only with calls");
    }

    private static void usage(JsonNode usage) {
        for (String name : List.of("input_tokens", "output_tokens")) {
            count(usage.path(name), name);
        }
        for (String name : List.of("cache_creation_input_tokens", "cache_read_input_tokens")) {
            if (usage.has(name)) {
                count(usage.path(name), name);
            }
        }
    }

    @Override
    public void stream(byte[] bytes, boolean failed) {
        List<Frame> frames = Check.frames(bytes, "\n\n");
        Blocks blocks = new Blocks();
        for (Frame frame : frames) {
            JsonNode event = Check.json(frame);
            is(event.path("type"), frame.event(), "type");
            blocks.add(event);
        }
        that(blocks.state.equals(failed ? "error" : "message_stop"), "the last event is not " + blocks.state);
    }

    /** The state of a streamed message. */
    private static final class Blocks {
        private String state = "";
        private String open = "";
        private int next;
        private boolean calls;
        private int signatures;
        private int length;
        private final Set<String> ids = new HashSet<>();

        void add(JsonNode event) {
            String type = event.path("type").asText();
            that(!state.equals("message_stop") && !state.equals("error"), "nothing follows the end");
            if (!type.startsWith("content_block_") && !type.equals("ping")) {
                state(type);
            }
            switch (type) {
                case "message_start" -> {
                    heading(event.path("message"));
                    usage(event.path("message").path("usage"));
                    that(event.path("message").path("stop_reason").isNull(), "stop_reason is null at first");
                }
                case "content_block_start" -> start(event);
                case "content_block_delta" -> delta(event);
                case "content_block_stop" -> {
                    index(event);
                    that(!open.equals("text") || length > 0, "no empty text block");
                    open = "";
                    next++;
                }
                case "message_delta" -> {
                    stop(event.path("delta"), calls);
                    usage(event.path("usage"));
                }
                case "error" -> new MessagesForm().error(event);
                default -> {}
            }
        }

        private void state(String type) {
            String before = switch (type) {
                case "message_start" -> "";
                case "message_delta" -> "message_start";
                case "message_stop" -> "message_delta";
                case "error" -> state;
                default -> throw new AssertionError("no such event: " + type);
            };
            that(state.equals(before), type + " follows " + before + ", not " + state);
            that(open.isEmpty() || type.equals("error"), "no block is open at " + type);
            state = type;
        }

        private void start(JsonNode event) {
            that(state.equals("message_start") && open.isEmpty(), "one block at a time");
            JsonNode block = event.path("content_block");
            open = block.path("type").asText();
            text(block.path("type"), "content_block.type");
            signatures = 0;
            length = 0;
            index(event);
            if (open.equals("tool_use")) {
                calls = true;
                block(block);
                that(ids.add(block.path("id").asText()), "ids of calls are unique");
            }
        }

        private void delta(JsonNode event) {
            index(event);
            String type = event.path("delta").path("type").asText();
            oneOf(event.path("delta").path("type"), DELTAS.getOrDefault(open, Set.of()), "delta of " + open);
            signatures += type.equals("signature_delta") ? 1 : 0;
            that(signatures < 2, "one signature a block");
            length += event.path("delta").path("text").asText().length();
        }

        private void index(JsonNode event) {
            that(!open.isEmpty(), "a block is open");
            is(event.path("index"), next, "index");
        }
    }

    @Override
    public void error(JsonNode body) {
        is(body.path("type"), "error", "type");
        text(body.path("error").path("type"), "error.type");
        text(body.path("error").path("message"), "error.message");
    }
}
