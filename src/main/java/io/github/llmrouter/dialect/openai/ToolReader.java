package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the model may call and how free it is in that, the older {@code functions} included. */
final class ToolReader {

    private static final Map<String, Mode> MODES =
            Map.of("auto", Mode.AUTO, "none", Mode.NONE, "required", Mode.ANY, "any", Mode.ANY);

    private final Fields body;
    private final Losses losses;

    ToolReader(Fields body, Losses losses) {
        this.body = body;
        this.losses = losses;
    }

    List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        JsonNode list = body.array("tools");
        for (int i = 0; list != null && i < list.size(); i++) {
            tools.add(tool(list.get(i), "tools[" + i + "]"));
        }
        JsonNode functions = body.array("functions");
        for (int i = 0; functions != null && i < functions.size(); i++) {
            tools.add(function(new Fields(functions.get(i), "functions[" + i + "]", losses), null));
        }
        JsonNode search = body.node("web_search_options");
        if (search != null) {
            tools.add(new Tool.BuiltIn("web_search_options", OpenAi.NAME, search, Tool.Ability.WEB_SEARCH));
        }
        return tools;
    }

    private Tool tool(JsonNode node, String path) {
        Fields tool = new Fields(node, path, losses);
        String type = tool.text("type", "");
        Fields function = type.equals("function") && tool.has("function") ? tool.object("function") : null;
        Fields custom = type.equals("custom") ? tool.object("custom") : null;
        if (function != null) {
            Tool read = function(function, CacheMarks.read(tool));
            tool.reportUnread();
            return read;
        } else if (type.equals("function")) {
            return function(tool, null);
        } else if (custom != null) {
            Tool read = new Tool.Custom(custom.text("name", ""), custom.text("description"), format(custom));
            custom.reportUnread();
            tool.reportUnread();
            return read;
        }
        return new Tool.BuiltIn(tool.text("name", type), OpenAi.NAME, node, ability(type));
    }

    private static Tool function(Fields function, @Nullable CacheMark outer) {
        JsonNode schema = function.node("parameters");
        CacheMark inner = CacheMarks.read(function);
        Tool tool = new Tool.Function(
                function.text("name", ""),
                function.text("description"),
                schema != null && schema.isObject() ? schema : null,
                function.bool("strict"),
                inner == null ? outer : inner,
                null);
        if (schema != null && !schema.isObject()) {
            function.unknown("parameters");
        }
        function.reportUnread();
        return tool;
    }

    /** Plain text is the default, and the hub's null. */
    private static @Nullable JsonNode format(Fields custom) {
        JsonNode format = custom.node("format");
        return format == null || format.path("type").asText("").equals("text") && format.size() == 1 ? null : format;
    }

    private static Tool.@Nullable Ability ability(String type) {
        if (type.startsWith("web_search")) {
            return Tool.Ability.WEB_SEARCH;
        }
        return type.equals("code_interpreter") ? Tool.Ability.CODE : null;
    }

    ToolChoice choice() {
        Boolean parallel = body.bool("parallel_tool_calls");
        JsonNode choice = body.node("tool_choice");
        ToolChoice read = choice == null ? legacy(body.node("function_call")) : choice(choice);
        return new ToolChoice(read.mode(), read.only(), parallel);
    }

    private ToolChoice choice(JsonNode choice) {
        if (choice.isTextual()) {
            return new ToolChoice(body.word("tool_choice", MODES), List.of(), null);
        }
        Fields fields = new Fields(choice, "tool_choice", losses);
        String type = fields.text("type", "function");
        return switch (type) {
            case "function", "custom", "tool" -> {
                Fields named = fields.object(type);
                ToolChoice read = named(named == null ? fields : named, "tool_choice");
                fields.reportUnread();
                yield read;
            }
            case "allowed_tools" -> {
                Fields allowed = fields.object("allowed_tools");
                ToolChoice read = allowed(allowed == null ? fields : allowed);
                fields.reportUnread();
                yield read;
            }
            default -> {
                losses.unknown("tool_choice");
                yield ToolChoice.UNSAID;
            }
        };
    }

    private ToolChoice legacy(@Nullable JsonNode choice) {
        if (choice == null) {
            return ToolChoice.UNSAID;
        } else if (choice.isTextual()) {
            return new ToolChoice(body.word("function_call", MODES), List.of(), null);
        }
        return named(new Fields(choice, "function_call", losses), "function_call");
    }

    private ToolChoice named(Fields named, String path) {
        String name = named.text("name");
        if (name == null) {
            losses.unknown(path);
            return ToolChoice.UNSAID;
        }
        named.reportUnread();
        return ToolChoice.named(name);
    }

    private ToolChoice allowed(Fields allowed) {
        Mode mode = allowed.word("mode", MODES);
        List<String> names = new ArrayList<>();
        JsonNode tools = allowed.array("tools");
        for (int i = 0; tools != null && i < tools.size(); i++) {
            Fields tool = new Fields(tools.get(i), allowed.path("tools[" + i + "]"), losses);
            Fields inner = tool.has("name") ? null : tool.object(tool.text("type", "function"));
            Fields named = inner == null ? tool : inner;
            tool.ignore("type");
            String name = named.text("name");
            if (name == null) {
                losses.unknown(tool.path());
                continue;
            }
            names.add(name);
            named.reportUnread();
            if (named != tool) {
                tool.reportUnread();
            }
        }
        allowed.reportUnread();
        return new ToolChoice(mode == null ? Mode.AUTO : mode, names, null);
    }
}
