package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.wire.Reading;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what a client of this dialect asks. Used for one request. */
final class RequestReader {

    /** Wishes about how the vendor runs the request, which nobody else can fulfil and no answer depends on. */
    private static final List<String> HINTS = List.of("diagnostics", "fallbacks", "betas", "user_profile_id");

    private final Losses losses;

    RequestReader(Losses losses) {
        this.losses = losses;
    }

    Chat read(Ask ask) {
        Reading in = new Reading(ask.body()).ignore("model", "stream");
        refuseWhatLivesAtTheVendor(in);
        MessageReader messages = new MessageReader(losses);
        ToolReader tools = new ToolReader(losses);
        Chat chat = new Chat(
                ask.model(),
                messages.turns(in),
                tools.tools(in.get("tools")),
                tools.choice(in.node("tool_choice")),
                settings(in),
                output(in),
                thinking(in),
                ask.stream());
        dropHints(in);
        Unread.report(in, "", losses);
        return chat;
    }

    private static void refuseWhatLivesAtTheVendor(Reading in) {
        for (String field : List.of("container", "mcp_servers", "thread")) {
            JsonNode value = in.get(field);
            if (!value.isMissingNode() && !(value.isContainerNode() && value.isEmpty())) {
                throw refused(field + " needs Anthropic itself; this route goes elsewhere", field);
            }
        }
        Long limit = in.number("max_tokens");
        if (limit != null && limit == 0) {
            throw refused("max_tokens 0 warms Anthropic's own cache; this route goes elsewhere", "max_tokens");
        }
    }

    static FaultException refused(String message, String param) {
        return new FaultException(Fault.invalid(message, param));
    }

    private void dropHints(Reading in) {
        HINTS.stream().filter(in::has).forEach(field -> losses.dropped(field, Weight.HINT));
        in.ignore(HINTS.toArray(String[]::new));
        if (!in.get("inference_geo").isMissingNode()) {
            losses.dropped("inference_geo", Weight.SEMANTIC);
        }
        JsonNode management = in.get("context_management");
        if (!management.isMissingNode()) {
            losses.dropped("context_management", weight(management.path("edits")));
        }
    }

    /** No other vendor sees the thought that these edits clear; any other edit changes what the model knows. */
    private static Weight weight(JsonNode edits) {
        return StreamSupport.stream(edits.spliterator(), false)
                        .allMatch(edit -> edit.path("type").asText().startsWith("clear_thinking"))
                ? Weight.HINT
                : Weight.SEMANTIC;
    }

    private Settings settings(Reading in) {
        return new Settings(
                in.number("max_tokens"),
                in.node("temperature"),
                in.node("top_p"),
                in.node("top_k"),
                stop(in.get("stop_sequences")),
                null,
                null,
                null,
                1,
                null,
                null,
                tier(in),
                user(in),
                Map.of(),
                null,
                new CacheMarks(losses).read(in, ""),
                null);
    }

    private static List<String> stop(JsonNode sequences) {
        return StreamSupport.stream(sequences.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    private @Nullable Tier tier(Reading in) {
        String speed = in.text("speed", "standard");
        String tier = in.text("service_tier", "");
        if (speed.equals("fast")) {
            return Tier.FAST;
        }
        return switch (tier) {
            case "" -> null;
            case "auto" -> Tier.AUTO;
            case "standard_only" -> Tier.DEFAULT;
            default -> {
                losses.dropped("service_tier", Weight.HINT);
                yield null;
            }
        };
    }

    private @Nullable String user(Reading in) {
        Reading metadata = new Reading(in.get("metadata"));
        String user = metadata.text("user_id");
        Unread.report(metadata, "metadata", losses);
        return user;
    }

    private Output output(Reading in) {
        Reading config = new Reading(in.get("output_config"));
        config.ignore("effort");
        JsonNode format = config.get("format");
        String path = "output_config.format";
        if (format.isMissingNode()) {
            format = in.get("output_format");
            path = "output_format";
        }
        Unread.report(config, "output_config", losses);
        Reading reading = new Reading(format);
        JsonNode schema = reading.node("schema");
        if (!reading.text("type", "").equals("json_schema") || schema == null) {
            return Output.TEXT;
        }
        Output output = new Output.Schema(reading.text("name", "response"), reading.text("description"), schema, null);
        Unread.report(reading, path, losses);
        return output;
    }

    private Thinking thinking(Reading in) {
        Reading thinking = new Reading(in.get("thinking"));
        JsonNode effort = in.get("output_config").path("effort");
        Long budget = thinking.number("budget_tokens");
        String display = thinking.text("display");
        Thinking read = new Thinking(
                mode(thinking.text("type", "")),
                Efforts.read(effort.asText("")),
                budget == null ? null : (int) Math.min(budget, Integer.MAX_VALUE),
                display == null ? null : !display.equals("omitted"),
                false);
        Unread.report(thinking, "thinking", losses);
        if (effort.isTextual() && read.effort() == null) {
            losses.dropped("output_config.effort", Weight.HINT);
        }
        return read;
    }

    private Thinking.@Nullable Mode mode(String type) {
        return switch (type) {
            case "" -> null;
            case "enabled" -> Thinking.Mode.ON;
            case "disabled" -> Thinking.Mode.OFF;
            case "adaptive" -> Thinking.Mode.ADAPTIVE;
            case "between_tools" -> Thinking.Mode.BETWEEN_TOOLS;
            default -> {
                losses.dropped("thinking.type", Weight.SEMANTIC);
                yield null;
            }
        };
    }
}
