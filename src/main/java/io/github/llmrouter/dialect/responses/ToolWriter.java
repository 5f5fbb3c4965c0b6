package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Ability;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.dialect.StrictSchema;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what the model may call. One for each request. */
final class ToolWriter {

    private final Chat chat;
    private final Upstream upstream;
    private final Losses losses;
    private final List<JsonNode> tools = new ArrayList<>();

    ToolWriter(Chat chat, Upstream upstream, Losses losses) {
        this.chat = chat;
        this.upstream = upstream;
        this.losses = losses;
    }

    void write(Json body) {
        for (Tool tool : chat.tools()) {
            switch (tool) {
                case Tool.Function function -> tools.add(function(function));
                case Tool.Custom custom -> tools.add(custom(custom));
                case Tool.BuiltIn builtIn -> builtIn(builtIn);
            }
        }
        if (!tools.isEmpty()) {
            body.with("tools", tools.stream())
                    .with("tool_choice", choice())
                    .with("parallel_tool_calls", chat.choice().parallel());
        }
    }

    /** {@code strict} is always written: left out, it means true here and false everywhere else. */
    private JsonNode function(Tool.Function tool) {
        boolean wanted = Boolean.TRUE.equals(tool.strict())
                || tool.strict() == null && chat.choice().mode() == Mode.VALIDATED;
        Optional<JsonNode> strict = wanted ? StrictSchema.of(schema(tool)) : Optional.empty();
        if (Boolean.TRUE.equals(tool.strict()) && strict.isEmpty()) {
            losses.changed("tools." + tool.name() + ".strict", "true>false", Weight.SEMANTIC);
        }
        if (tool.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        Json function = Json.type("function")
                .with("name", tool.name())
                .with("description", tool.description())
                .with("parameters", strict.orElse(schema(tool)))
                .with("strict", strict.isPresent());
        extras(tool, function);
        return function.node();
    }

    /** What only this dialect has comes back into it. */
    private static void extras(Tool.Function tool, Json function) {
        JsonNode raw = tool.raw();
        if (raw != null && raw.path("type").asText().equals("function") && raw.has("name")) {
            for (String extra : ToolReader.EXTRAS) {
                function.with(extra, raw.get(extra));
            }
        }
    }

    private static JsonNode schema(Tool.Function tool) {
        if (tool.schema() instanceof ObjectNode schema && schema.has("type") && !schema.has("$schema")) {
            return schema;
        }
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        typed.put("type", "object");
        if (tool.schema() instanceof ObjectNode schema && !schema.isEmpty()) {
            typed.setAll(schema);
            typed.remove("$schema");
        } else {
            typed.putObject("properties");
        }
        return typed;
    }

    private static JsonNode custom(Tool.Custom tool) {
        return Json.type("custom")
                .with("name", tool.name())
                .with("description", tool.description())
                .with("format", tool.format())
                .node();
    }

    private void builtIn(Tool.BuiltIn tool) {
        if (tool.origin().equals(Responses.NAME)) {
            tools.add(tool.raw());
            return;
        }
        boolean known = tool.ability() == Ability.WEB_SEARCH || tool.ability() == Ability.CODE;
        switch (known || upstream.foreignTools().equals("refuse") ? upstream.foreignTools() : "drop") {
            case "map" -> {
                tools.add(tool.ability() == Ability.CODE ? code() : search(tool));
                losses.changed(
                        "tools." + tool.name(), tools.getLast().path("type").asText(), Weight.HINT);
            }
            case "refuse" ->
                throw RequestReader.refused("The tool \"" + tool.name() + "\" is not supported on this route", "tools");
            default -> losses.dropped("tools." + tool.name(), Weight.SEMANTIC);
        }
    }

    private static JsonNode code() {
        return Json.type("code_interpreter")
                .with("container", Json.type("auto"))
                .node();
    }

    private JsonNode search(Tool.BuiltIn tool) {
        JsonNode raw = tool.raw();
        JsonNode allowed = raw.path("allowed_domains");
        for (String limit : List.of("max_uses", "blocked_domains")) {
            if (raw.hasNonNull(limit)) {
                losses.dropped("tools." + tool.name() + "." + limit, Weight.HINT);
            }
        }
        return Json.type("web_search")
                .with("filters", allowed.isArray() ? Json.object().with("allowed_domains", allowed) : null)
                .with("user_location", raw.path("user_location").isObject() ? raw.get("user_location") : null)
                .node();
    }

    private @Nullable JsonNode choice() {
        ToolChoice choice = chat.choice();
        if (choice.mode() == null) {
            return null;
        }
        String mode = switch (choice.mode()) {
            case AUTO, VALIDATED -> "auto";
            case NONE -> "none";
            case ANY -> "required";
        };
        if (choice.only().isEmpty() || choice.mode() == Mode.NONE) {
            return JsonNodeFactory.instance.textNode(mode);
        }
        if (choice.only().size() == 1 && choice.mode() == Mode.ANY) {
            return named(choice.only().get(0)).node();
        }
        return Json.type("allowed_tools")
                .with("mode", mode)
                .with("tools", choice.only().stream().map(this::named))
                .node();
    }

    private Json named(String name) {
        for (Tool tool : chat.tools()) {
            if (tool.name().equals(name)) {
                return switch (tool) {
                    case Tool.Function function -> Json.type("function").with("name", name);
                    case Tool.Custom custom -> Json.type("custom").with("name", name);
                    case Tool.BuiltIn builtIn -> Json.type(name);
                };
            }
        }
        return Json.type("function").with("name", name);
    }
}
