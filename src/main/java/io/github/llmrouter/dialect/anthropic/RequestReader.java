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
import io.github.llmrouter.dialect.Fields;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what a client of this dialect asks. Used for one request. */
final class RequestReader {

    private static final Map<String, Thinking.Mode> MODES = Map.of(
            "enabled", Thinking.Mode.ON,
            "disabled", Thinking.Mode.OFF,
            "adaptive", Thinking.Mode.ADAPTIVE,
            "between_tools", Thinking.Mode.BETWEEN_TOOLS);
    private static final Map<String, Tier> TIERS = Map.of("auto", Tier.AUTO, "standard_only", Tier.DEFAULT);
    private static final Map<String, Boolean> SPEEDS = Map.of("standard", false, "fast", true);
    private static final Map<String, Boolean> DISPLAYS = Map.of("summarized", true, "omitted", false);

    private static final Map<String, Boolean> FORMATS = Map.of("json_schema", true);

    private final Losses losses;

    RequestReader(Losses losses) {
        this.losses = losses;
    }

    Chat read(Ask ask) {
        Fields in = new Fields(ask.body(), "", losses);
        in.ignore("model", "stream");
        refuseWhatLivesAtTheVendor(in);
        Fields config = in.object("output_config");
        ToolReader tools = new ToolReader(losses);
        Chat chat = new Chat(
                ask.model(),
                new MessageReader(losses).turns(in),
                tools.tools(in.array("tools")),
                tools.choice(in.object("tool_choice")),
                settings(in),
                output(in, config),
                thinking(in, config),
                ask.stream());
        dropHints(in);
        in.reportUnread();
        return chat;
    }

    private static void refuseWhatLivesAtTheVendor(Fields in) {
        for (String field : List.of("container", "mcp_servers", "thread")) {
            JsonNode value = in.node(field);
            if (value != null && !(value.isContainerNode() && value.isEmpty())) {
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

    /** Wishes about how the vendor runs the request, which nobody else can fulfil. */
    private static void dropHints(Fields in) {
        in.drop(Weight.HINT, "diagnostics", "fallbacks", "betas", "user_profile_id");
        in.drop(Weight.SEMANTIC, "inference_geo");
        JsonNode management = in.node("context_management");
        if (management != null) {
            in.drop(weight(management.path("edits")), "context_management");
        }
    }

    /** No other vendor sees the thought that these edits clear; any other edit changes what the model knows. */
    private static Weight weight(JsonNode edits) {
        return StreamSupport.stream(edits.spliterator(), false)
                        .allMatch(edit -> edit.path("type").asText().startsWith("clear_thinking"))
                ? Weight.HINT
                : Weight.SEMANTIC;
    }

    private static Settings settings(Fields in) {
        Tier tier = in.word("service_tier", TIERS);
        boolean fast = Boolean.TRUE.equals(in.word("speed", SPEEDS));
        return new Settings(
                in.positive("max_tokens"),
                in.numeric("temperature"),
                in.numeric("top_p"),
                in.numeric("top_k"),
                stop(in),
                null,
                null,
                null,
                1,
                null,
                null,
                fast ? Tier.FAST : tier,
                user(in),
                Map.of(),
                null,
                CacheMarks.read(in),
                null);
    }

    private static List<String> stop(Fields in) {
        JsonNode sequences = in.array("stop_sequences");
        return sequences == null
                ? List.of()
                : StreamSupport.stream(sequences.spliterator(), false)
                        .map(JsonNode::textValue)
                        .filter(Objects::nonNull)
                        .toList();
    }

    private static @Nullable String user(Fields in) {
        Fields metadata = in.object("metadata");
        if (metadata == null) {
            return null;
        }
        String user = metadata.text("user_id");
        metadata.reportUnread();
        return user;
    }

    /** The format, whichever of its two places it has; {@code output_format} was the beta's. */
    private static Output output(Fields in, @Nullable Fields config) {
        Fields beta = in.object("output_format");
        Fields format = config != null && config.has("format") ? config.object("format") : beta;
        JsonNode schema = format == null ? null : format.node("schema");
        if (format == null || schema == null) {
            return Output.TEXT;
        }
        if (format.word("type", FORMATS) == null) {
            return Output.TEXT;
        }
        Output output = new Output.Schema(format.text("name", "response"), format.text("description"), schema, null);
        format.reportUnread();
        return output;
    }

    /** Who sets an effort but does not turn thinking on wants no thought to see; who does sends its state back. */
    private static Thinking thinking(Fields in, @Nullable Fields config) {
        Thinking.Effort effort = null;
        if (config != null) {
            effort = config.word("effort", Efforts.WORDS);
            config.reportUnread();
        }
        Fields thinking = in.object("thinking");
        if (thinking == null) {
            return effort == null ? Thinking.UNSAID : new Thinking(null, effort, null, false, false);
        }
        Long budget = thinking.number("budget_tokens");
        Thinking.Mode mode = thinking.word("type", MODES);
        Thinking read = new Thinking(
                mode,
                effort,
                budget == null ? null : (int) Math.clamp(budget, 0, Integer.MAX_VALUE),
                thinking.word("display", DISPLAYS),
                mode != null && mode != Thinking.Mode.OFF);
        thinking.reportUnread();
        return read;
    }
}
