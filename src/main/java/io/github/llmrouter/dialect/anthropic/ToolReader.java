package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Ability;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Reading;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolReader {

    /** Fields that only tune how the vendor presents or streams a tool. */
    private static final List<String> TUNING = List.of("defer_loading", "eager_input_streaming", "allowed_callers");

    private final Losses losses;

    ToolReader(Losses losses) {
        this.losses = losses;
    }

    List<Tool> tools(JsonNode tools) {
        List<Tool> read = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            read.add(tool(tools.get(i), "tools[" + i + "]"));
        }
        return read;
    }

    private Tool tool(JsonNode tool, String path) {
        Reading in = new Reading(tool);
        String type = in.text("type", "custom");
        return type.equals("custom") ? function(in, path) : builtIn(tool, type);
    }

    private Tool function(Reading in, String path) {
        String name = in.text("name");
        if (name == null) {
            throw RequestReader.refused(path + ".name: is required", path + ".name");
        }
        Tool.Function function = new Tool.Function(
                name,
                described(in, path),
                in.node("input_schema"),
                in.bool("strict"),
                new CacheMarks(losses).read(in, path),
                extras(in) ? in.whole() : null);
        TUNING.stream().filter(in::has).forEach(field -> losses.dropped(path + "." + field, Weight.HINT));
        in.ignore(TUNING.toArray(String[]::new));
        Unread.report(in, path, losses);
        return function;
    }

    private static boolean extras(Reading in) {
        return in.has("input_examples") || TUNING.stream().anyMatch(in::has);
    }

    /** Examples have no place of their own in other dialects, so the description carries them. */
    private @Nullable String described(Reading in, String path) {
        String description = in.text("description");
        JsonNode examples = in.get("input_examples");
        if (examples.isEmpty()) {
            return description;
        }
        losses.changed(path + ".input_examples", "description", Weight.HINT);
        StringBuilder text = new StringBuilder(description == null ? "" : description + "\n\n").append("Examples:");
        examples.forEach(example -> text.append('\n').append(Json.text(example)));
        return text.toString();
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

    ToolChoice choice(@Nullable JsonNode choice) {
        if (choice == null) {
            return ToolChoice.UNSAID;
        }
        Reading in = new Reading(choice);
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
        Unread.report(in, "tool_choice", losses);
        return read;
    }
}
