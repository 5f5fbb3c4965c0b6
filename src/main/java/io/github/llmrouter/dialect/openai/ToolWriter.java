package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
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
                case Tool.Function function -> add(function.name(), function(function));
                case Tool.Custom custom -> add(custom.name(), custom(custom));
                case Tool.BuiltIn builtIn -> builtIn(builtIn, body);
            }
        }
        if (tools.isEmpty()) {
            return;
        }
        body.with("tools", tools.stream())
                .with("tool_choice", choice())
                .with("parallel_tool_calls", chat.choice().parallel());
    }

    /** Services that do not know {@code allowed_tools} only get those that are allowed. */
    private void add(String name, Json tool) {
        List<String> only = chat.choice().only();
        if (upstream.official() || only.isEmpty() || only.contains(name)) {
            tools.add(tool.node());
        } else {
            losses.changed("tools", "not allowed, left out: " + name, Weight.HINT);
        }
    }

    private Json function(Tool.Function tool) {
        boolean wanted = Boolean.TRUE.equals(tool.strict())
                || tool.strict() == null && chat.choice().mode() == ToolChoice.Mode.VALIDATED;
        Optional<JsonNode> strict = wanted && tool.schema() != null ? StrictSchema.of(tool.schema()) : Optional.empty();
        if (wanted && strict.isEmpty() && tool.strict() != null) {
            losses.changed("tools." + tool.name() + ".strict", "true>false", Weight.SEMANTIC);
        }
        if (tool.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        Boolean flag = strict.isPresent() ? Boolean.TRUE : tool.strict() == null ? null : Boolean.FALSE;
        Json function = Json.object()
                .with("name", tool.name())
                .with("description", tool.description())
                .with("parameters", strict.orElse(schema(tool)))
                .with("strict", flag);
        return Json.type("function").with("function", function);
    }

    private @Nullable JsonNode schema(Tool.Function tool) {
        ObjectNode empty = JsonNodeFactory.instance.objectNode();
        empty.put("type", "object").putObject("properties");
        if (tool.schema() == null) {
            return upstream.official() ? null : empty;
        } else if (tool.schema() instanceof ObjectNode schema && !schema.isEmpty()) {
            return schema.has("type") && !schema.has("$schema") ? schema : typed(schema);
        }
        return empty;
    }

    private static JsonNode typed(ObjectNode schema) {
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        typed.put("type", "object");
        typed.setAll(schema);
        typed.remove("$schema");
        return typed;
    }

    private static Json custom(Tool.Custom tool) {
        Json custom = Json.object()
                .with("name", tool.name())
                .with("description", tool.description())
                .with("format", tool.format());
        return Json.type("custom").with("custom", custom);
    }

    private void builtIn(Tool.BuiltIn tool, Json body) {
        boolean own = tool.origin().equals(OpenAi.NAME);
        if (own && tool.name().equals("web_search_options")) {
            body.with("web_search_options", tool.raw());
        } else if (own) {
            tools.add(tool.raw());
        } else if (tool.ability() == Tool.Ability.WEB_SEARCH && upstream.searches()) {
            body.with("web_search_options", Json.object());
            losses.changed("tools." + tool.name(), "web_search_options", Weight.HINT);
        } else if (upstream.refusesForeignTools()) {
            throw new FaultException(
                    Fault.invalid("The tool \"" + tool.name() + "\" is not supported on this route", "tools"));
        } else {
            losses.dropped("tools." + tool.name(), Weight.SEMANTIC);
        }
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
        if (choice.only().size() == 1 && choice.mode() == ToolChoice.Mode.ANY) {
            return named(choice.only().get(0)).node();
        } else if (choice.only().isEmpty() || !upstream.official()) {
            return JsonNodeFactory.instance.textNode(mode);
        }
        Json allowed = Json.object()
                .with("mode", mode)
                .with("tools", choice.only().stream().map(this::named));
        return Json.type("allowed_tools").with("allowed_tools", allowed).node();
    }

    private Json named(String name) {
        boolean custom = chat.tools().stream()
                .anyMatch(tool -> tool instanceof Tool.Custom && tool.name().equals(name));
        String type = custom ? "custom" : "function";
        return Json.type(type).with(type, Json.object().with("name", name));
    }
}
