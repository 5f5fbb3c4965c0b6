package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code tools} and {@code tool_choice}. The quirk {@code builtin_tools} says what becomes of other vendors' built-in
 * tools: {@code refuse}, {@code map} to our own where there is one and refuse others, {@code drop}, or {@code auto} (the default at the
 * vendor's own service; elsewhere it is {@code drop}): map where there is one and drop others. What is dropped is reported.
 */
final class ToolWriter {

    private final Claude model;
    private final String builtIns;
    private final Losses losses;

    ToolWriter(Claude model, Aim aim, Losses losses) {
        this.model = model;
        this.builtIns = aim.quirk("builtin_tools", official(aim) ? "auto" : "drop");
        this.losses = losses;
    }

    private static boolean official(Aim aim) {
        String host = aim.base().getHost();
        return host != null && host.endsWith("anthropic.com");
    }

    /** Of several tools that are allowed only those are sent; a single one is named by the choice instead. */
    List<Json> tools(List<Tool> tools, ToolChoice choice) {
        List<String> only = choice.only();
        boolean some = !only.isEmpty() && !isNamed(choice);
        if (some) {
            losses.changed("tool_choice", "tools", Weight.HINT);
        }
        return tools.stream()
                .filter(tool -> !some || only.contains(tool.name()))
                .flatMap(this::tool)
                .toList();
    }

    private static boolean isNamed(ToolChoice choice) {
        return choice.mode() == Mode.ANY && choice.only().size() == 1;
    }

    private Stream<Json> tool(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> Stream.of(function(function));
            case Tool.Custom custom -> Stream.of(custom(custom));
            case Tool.BuiltIn builtIn -> builtIn(builtIn);
        };
    }

    private Json function(Tool.Function function) {
        JsonNode raw = function.raw();
        if (raw instanceof ObjectNode own && (own.has("input_schema") || ClientTools.schema(own) != null)) {
            return RequestBlocks.json(own).with("name", function.name());
        }
        return Json.object()
                .with("name", function.name())
                .with("description", function.description())
                .with("input_schema", ToolSchema.of(function.schema(), "tools." + function.name(), losses))
                .with("strict", strict(function))
                .with(CacheMarks.FIELD, CacheMarks.write(function.cache()));
    }

    /** Only a schema that the vendor takes as it is may stay strict. */
    private @Nullable Boolean strict(Tool.Function function) {
        JsonNode schema = function.schema();
        if (!Boolean.TRUE.equals(function.strict()) || schema == null) {
            return null;
        }
        if (model.structured() && StrictSchema.of(schema).schema().equals(schema)) {
            return true;
        }
        losses.dropped("tools." + function.name() + ".strict", Weight.SEMANTIC);
        return null;
    }

    private static Json custom(Tool.Custom custom) {
        Json input = Json.object().with("input", Json.type("string"));
        return Json.object()
                .with("name", custom.name())
                .with("description", custom.description())
                .with(
                        "input_schema",
                        Json.type("object").with("properties", input).with("required", Stream.of("input")));
    }

    private Stream<Json> builtIn(Tool.BuiltIn tool) {
        if (tool.origin().equals(Anthropic.NAME) && tool.raw() instanceof ObjectNode own) {
            return Stream.of(RequestBlocks.json(own));
        }
        Tool.Ability ability = tool.ability();
        if (builtIns.equals("drop") || builtIns.equals("auto") && ability == null) {
            losses.dropped("tools." + tool.name(), Weight.SEMANTIC);
            return Stream.empty();
        }
        if (builtIns.equals("refuse") || ability == null) {
            throw new FaultException(Fault.invalid("unsupported tool type on this route: " + tool.name(), "tools"));
        }
        losses.changed("tools." + tool.name(), "mapped", Weight.HINT);
        return Stream.of(mapped(ability));
    }

    private static Json mapped(Tool.Ability ability) {
        return switch (ability) {
            case WEB_SEARCH -> Json.type("web_search_20250305").with("name", "web_search");
            case URL_FETCH -> Json.type("web_fetch_20250910").with("name", "web_fetch");
            case CODE -> Json.type("code_execution_20250825").with("name", "code_execution");
        };
    }

    /** Null to leave it out, as one must where there are no tools. */
    @Nullable
    Json choice(ToolChoice choice, boolean tools) {
        if (!tools) {
            return null;
        }
        boolean serial = Boolean.FALSE.equals(choice.parallel());
        Mode mode = choice.mode();
        Json written = switch (mode) {
            case null -> serial ? Json.type("auto") : null;
            case AUTO, VALIDATED -> Json.type("auto");
            case NONE -> Json.type("none");
            case ANY ->
                isNamed(choice) ? Json.type("tool").with("name", choice.only().getFirst()) : Json.type("any");
        };
        return written == null || mode == Mode.NONE
                ? written
                : written.with("disable_parallel_tool_use", serial ? true : null);
    }
}
