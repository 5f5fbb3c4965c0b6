package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Ability;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the model may call. Namespaces are flattened: see {@link Namespaces}. */
final class ToolReader {

    private static final Map<String, Mode> MODES = Map.of("auto", Mode.AUTO, "none", Mode.NONE, "required", Mode.ANY);

    /** Of functions and custom tools, as far as nobody else has it. */
    static final String[] EXTRAS = {"defer_loading", "async", "allowed_callers", "output_schema"};

    private final Namespaces names;
    private final Losses losses;
    private final List<Tool> tools = new ArrayList<>();

    ToolReader(Namespaces names, Losses losses) {
        this.names = names;
        this.losses = losses;
    }

    List<Tool> tools(Fields body) {
        JsonNode array = body.array("tools");
        for (int i = 0; array != null && i < array.size(); i++) {
            tool(new Fields(array.get(i), "tools[" + i + "]", losses), array.get(i), null);
        }
        return tools;
    }

    private void tool(Fields tool, JsonNode raw, @Nullable String namespace) {
        String type = tool.text("type", "function");
        switch (type) {
            case "function" -> tools.add(function(tool, raw, namespace));
            case "custom" -> tools.add(custom(tool, namespace));
            case "namespace" -> namespace(tool);
            default -> {
                tools.add(new Tool.BuiltIn(type, Responses.NAME, raw, ability(type)));
                return;
            }
        }
        tool.reportUnread();
    }

    private Tool function(Fields tool, JsonNode raw, @Nullable String namespace) {
        boolean more = false;
        for (String extra : EXTRAS) {
            more |= tool.has(extra);
        }
        Tool function = new Tool.Function(
                names.outside(namespace, name(tool)),
                tool.text("description"),
                tool.node("parameters"),
                tool.bool("strict"),
                null,
                more ? raw : null);
        tool.drop(Weight.HINT, EXTRAS);
        return function;
    }

    private Tool custom(Fields tool, @Nullable String namespace) {
        Tool custom =
                new Tool.Custom(names.outside(namespace, name(tool)), tool.text("description"), tool.node("format"));
        tool.drop(Weight.HINT, EXTRAS);
        return custom;
    }

    private void namespace(Fields tool) {
        String name = name(tool);
        tool.drop(Weight.HINT, "description");
        JsonNode inner = tool.array("tools");
        for (int i = 0; inner != null && i < inner.size(); i++) {
            tool(new Fields(inner.get(i), tool.path("tools[" + i + "]"), losses), inner.get(i), name);
        }
    }

    private static String name(Fields tool) {
        String name = tool.text("name");
        if (name == null || name.isEmpty()) {
            throw RequestReader.refused(tool.path("name") + " is missing", tool.path("name"));
        }
        return name;
    }

    private static @Nullable Ability ability(String type) {
        if (type.startsWith("web_search")) {
            return Ability.WEB_SEARCH;
        }
        return type.equals("code_interpreter") ? Ability.CODE : null;
    }

    ToolChoice choice(Fields body) {
        Boolean parallel = body.bool("parallel_tool_calls");
        JsonNode said = body.node("tool_choice");
        if (said == null) {
            return new ToolChoice(null, List.of(), parallel);
        }
        if (said.isTextual()) {
            return new ToolChoice(body.word("tool_choice", MODES), List.of(), parallel);
        }
        Fields choice = body.object("tool_choice");
        if (choice == null) {
            return new ToolChoice(null, List.of(), parallel);
        }
        ToolChoice read = chosen(choice, parallel);
        choice.reportUnread();
        return read;
    }

    private ToolChoice chosen(Fields choice, @Nullable Boolean parallel) {
        String type = choice.text("type", "");
        switch (type) {
            case "function", "custom" -> {
                String name = names.outside(choice.text("namespace"), name(choice));
                return new ToolChoice(Mode.ANY, List.of(name), parallel);
            }
            case "allowed_tools" -> {
                return new ToolChoice(choice.word("mode", MODES), allowed(choice), parallel);
            }
            default ->
                throw RequestReader.refused(
                        "tool_choice of type \"" + type + "\" is not supported on this route", "tool_choice");
        }
    }

    private List<String> allowed(Fields choice) {
        List<String> only = new ArrayList<>();
        JsonNode array = choice.array("tools");
        for (int i = 0; array != null && i < array.size(); i++) {
            Fields tool = new Fields(array.get(i), choice.path("tools[" + i + "]"), losses);
            String type = tool.text("type", "function");
            String name = tool.text("name");
            if (name != null && !type.equals("function") && !type.equals("custom")) {
                tool.unknown("type");
            }
            only.add(names.outside(tool.text("namespace"), name == null ? type : name));
            tool.reportUnread();
        }
        return only;
    }
}
