package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Fields;
import java.util.List;

/** Reads a request. What has no place in the hub is reported, whatever nobody knows included. */
final class RequestReader {

    private final Ask ask;
    private final Fields body;
    private final Losses losses;

    RequestReader(Ask ask, Losses losses) {
        this.ask = ask;
        this.body = new Fields(ask.body(), "", losses);
        this.losses = losses;
    }

    Chat read() {
        refuseSound();
        List<Turn> turns = turns();
        ToolReader tools = new ToolReader(body, losses);
        List<Tool> callable = tools.tools();
        ToolChoice choice = tools.choice();
        Settings settings = new SettingsReader(body, losses).read();
        Output output = output();
        Thinking thinking = new ThinkingReader(body).read();
        streamOptions();
        body.ignore("model", "stream");
        body.drop(Weight.SEMANTIC, "logit_bias", "moderation");
        body.drop(Weight.HINT, "prediction", "prompt_cache_options", "prompt_cache_retention");
        if (Boolean.TRUE.equals(body.bool("store"))) {
            losses.dropped("store", Weight.HINT);
        }
        body.reportUnread();
        return new Chat(ask.model(), turns, callable, choice, settings, output, thinking, ask.stream());
    }

    private List<Turn> turns() {
        String field = body.has("messages") || !body.has("input") ? "messages" : "input";
        JsonNode messages = body.node(field);
        if (messages == null) {
            throw new FaultException(Fault.invalid("messages is missing", "messages"));
        }
        return MessageReader.read(messages, field, losses);
    }

    /** Spoken answers cannot be converted. */
    private void refuseSound() {
        JsonNode modalities = body.node("modalities");
        for (int i = 0; modalities != null && i < modalities.size(); i++) {
            if (!modalities.path(i).asText().equals("text")) {
                throw new FaultException(Fault.invalid(
                        "Answers other than text are not supported on this route", "modalities[" + i + "]"));
            }
        }
        body.drop(Weight.SEMANTIC, "audio");
    }

    private Output output() {
        Fields format = body.object("response_format");
        if (format == null) {
            return Output.TEXT;
        }
        Output output = switch (format.text("type", "")) {
            case "text" -> Output.TEXT;
            case "json_object" -> new Output.AnyJson();
            case "json_schema" -> schema(format);
            default -> {
                format.unknown("type");
                yield Output.TEXT;
            }
        };
        format.reportUnread();
        return output;
    }

    private static Output schema(Fields format) {
        Fields inner = format.object("json_schema");
        JsonNode schema = inner == null ? null : inner.node("schema");
        if (inner == null || schema == null || !schema.isObject()) {
            String path = format.path("json_schema.schema");
            throw new FaultException(Fault.invalid(path + " must be an object", path));
        }
        Output output = new Output.Schema(
                inner.text("name", "response"), inner.text("description"), schema, inner.bool("strict"));
        inner.reportUnread();
        return output;
    }

    /** How the stream is to look is the business of the answer's writer, which sees the request itself. */
    private void streamOptions() {
        Fields options = body.object("stream_options");
        if (options != null) {
            options.bool("include_usage");
            options.ignore("include_obfuscation");
            options.reportUnread();
        }
    }
}
