package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Ability;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolReader {

    /** Fields that only tune how the vendor presents or streams a tool. */
    private static final String[] TUNING = {"defer_loading", "eager_input_streaming", "allowed_callers"};

    private final Losses losses;

    ToolReader(Losses losses) {
        this.losses = losses;
    }

    List<Tool> tools(@Nullable JsonNode tools) {
        List<Tool> read = new ArrayList<>();
        for (int i = 0; tools != null && i < tools.size(); i++) {
            read.add(tool(tools.get(i), "tools[" + i + "]"));
        }
        return read;
    }

    private Tool tool(JsonNode tool, String path) {
        Fields in = new Fields(tool, path, losses);
        String type = in.text("type", "custom");
        if (type.equals("custom")) {
            return function(in, tool);
        }
        JsonNode schema = ClientTools.schema(tool);
        return schema == null ? builtIn(tool, type) : clientTool(in, tool, schema);
    }

    private Tool function(Fields in, JsonNode tool) {
        String name = in.text("name");
        if (name == null) {
            throw RequestReader.refused(in.path("name") + ": is required", in.path("name"));
        }
        Tool.Function function = new Tool.Function(
                name,
                described(in),
                in.node("input_schema"),
                in.bool("strict"),
                CacheMarks.read(in),
                extras(in) ? tool : null);
        in.drop(Weight.HINT, TUNING);
        in.reportUnread();
        return function;
    }

    private static boolean extras(Fields in) {
        return in.has("input_examples") || Stream.of(TUNING).anyMatch(in::has);
    }

    /** Examples have no place of their own in other dialects, so the description carries them. */
    private @Nullable String described(Fields in) {
        String description = in.text("description");
        JsonNode examples = in.array("input_examples");
        if (examples == null || examples.isEmpty()) {
            return description;
        }
        losses.changed(in.path("input_examples"), "description", Weight.HINT);
        StringBuilder text = new StringBuilder(description == null ? "" : description + "\n\n").append("Examples:");
        examples.forEach(example -> text.append('\n').append(Json.text(example)));
        return text.toString();
    }

    private Tool clientTool(Fields in, JsonNode tool, JsonNode schema) {
        losses.changed(in.path("type"), "function", Weight.HINT);
        return new Tool.Function(
                in.text("name", in.text("type", "")),
                ClientTools.description(tool),
                schema,
                null,
                CacheMarks.read(in),
                tool);
    }

    private static Tool builtIn(JsonNode tool, String type) {
        String name = tool.path("name").asText(tool.path("mcp_server_name").asText(type));
        return new Tool.BuiltIn(name, Anthropic.NAME, tool, ability(type));
    }

    private static @Nullable Ability ability(String type) {
        if (type.startsWith("web_search_")) {
            return Ability.WEB_SEARCH;
        }
        if (type.startsWith("web_fetch_")) {
            return Ability.URL_FETCH;
        }
        return type.startsWith("code_execution_") ? Ability.CODE : null;
    }

    ToolChoice choice(@Nullable Fields in) {
        if (in == null) {
            return ToolChoice.UNSAID;
        }
        Boolean serial = in.bool("disable_parallel_tool_use");
        Boolean parallel = serial == null ? null : !serial;
        String name = in.text("name", "");
        ToolChoice read = switch (in.text("type", "")) {
            case "auto" -> new ToolChoice(ToolChoice.Mode.AUTO, List.of(), parallel);
            case "any" -> new ToolChoice(ToolChoice.Mode.ANY, List.of(), parallel);
            case "none" -> new ToolChoice(ToolChoice.Mode.NONE, List.of(), parallel);
            case "tool" -> new ToolChoice(ToolChoice.Mode.ANY, List.of(name), parallel);
            default -> throw RequestReader.refused("tool_choice.type: is not known", "tool_choice.type");
        };
        in.reportUnread();
        return read;
    }
}
