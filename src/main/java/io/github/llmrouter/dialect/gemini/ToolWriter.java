package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Ability;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says tools and the choice among them. The quirk {@code builtin_tools} decides about tools that another vendor runs: {@code
 * refuse}, {@code drop}, {@code map} to Google's own, or, by default, map them where they may stand (not beside functions) and
 * else drop them.
 */
final class ToolWriter {

    private final Chat chat;
    private final Traits traits;
    private final Losses losses;
    private final String policy;

    ToolWriter(Chat chat, Aim aim, Traits traits, Losses losses) {
        this.chat = chat;
        this.traits = traits;
        this.losses = losses;
        this.policy = aim.quirk("builtin_tools", "auto");
    }

    Stream<Json> tools() {
        List<Json> functions = chat.tools().stream().flatMap(this::declarations).toList();
        Stream<Json> declared = functions.isEmpty()
                ? Stream.empty()
                : Stream.of(Json.object().with("functionDeclarations", functions.stream()));
        return Stream.concat(declared, chat.tools().stream().flatMap(tool -> builtIn(tool, !functions.isEmpty())));
    }

    private Stream<Json> declarations(Tool tool) {
        return switch (tool) {
            case Tool.Function function when left(function.name()) -> Stream.of(function(function));
            case Tool.Function function -> Stream.empty();
            case Tool.Custom custom ->
                Stream.of(Json.object().with("name", custom.name()).with("description", custom.description()));
            case Tool.BuiltIn builtIn -> Stream.empty();
        };
    }

    /** Older models cannot be told to choose freely among some: they see only those. */
    private boolean left(String name) {
        ToolChoice choice = chat.choice();
        boolean all = choice.only().isEmpty() || forced(choice) || traits.thinks();
        if (!all && !choice.only().contains(name)) {
            losses.changed("tools", "only the allowed", Weight.HINT);
        }
        return all || choice.only().contains(name);
    }

    private Json function(Tool.Function function) {
        if (function.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        if (Boolean.TRUE.equals(function.strict())) {
            losses.dropped("tools." + function.name() + ".strict", Weight.SEMANTIC);
        }
        return Json.object()
                .with("name", function.name())
                .with("description", function.description())
                .with(traits.jsonSchema() ? "parametersJsonSchema" : "parameters", schema(function));
    }

    private @Nullable JsonNode schema(Tool.Function function) {
        JsonNode schema = function.schema();
        if (schema == null) {
            return null;
        }
        String path = "tools." + function.name();
        if (traits.jsonSchema()) {
            return new JsonSchemas(losses, path).parameters(schema);
        }
        JsonNode subset = new SchemaSubset(losses, path).write(schema);
        return subset.path("properties").isEmpty() ? null : subset;
    }

    private Stream<Json> builtIn(Tool tool, boolean besideFunctions) {
        if (!(tool instanceof Tool.BuiltIn builtIn)) {
            return Stream.empty();
        }
        if (builtIn.origin().equals(Gemini.NAME)) {
            return Stream.of(raw(builtIn.raw()));
        }
        Ability ability = builtIn.ability();
        if (policy.equals("drop") || policy.equals("auto") && (ability == null || besideFunctions)) {
            losses.dropped("tools." + builtIn.name(), Weight.SEMANTIC);
            return Stream.empty();
        }
        if (ability == null || policy.equals("refuse")) {
            throw Fields.invalid("unsupported tool type on this route: " + builtIn.name(), "tools");
        }
        losses.changed("tools." + builtIn.name(), name(ability), Weight.HINT);
        return Stream.of(Json.object().with(name(ability), Json.object()));
    }

    private static Json raw(JsonNode tool) {
        Json json = Json.object();
        tool.properties().forEach(field -> json.with(field.getKey(), field.getValue()));
        return json;
    }

    private static String name(Ability ability) {
        return switch (ability) {
            case WEB_SEARCH -> "googleSearch";
            case URL_FETCH -> "urlContext";
            case CODE -> "codeExecution";
        };
    }

    @Nullable
    Json config() {
        ToolChoice choice = chat.choice();
        if (chat.tools().stream().allMatch(Tool.BuiltIn.class::isInstance)) {
            return null;
        }
        if (Boolean.FALSE.equals(choice.parallel())) {
            losses.dropped("parallel_tool_calls", Weight.SEMANTIC);
        }
        String mode = mode(choice);
        boolean names = forced(choice) || "VALIDATED".equals(mode);
        return mode == null
                ? null
                : Json.object()
                        .with(
                                "functionCallingConfig",
                                Json.object()
                                        .with("mode", mode)
                                        .withAny(
                                                "allowedFunctionNames",
                                                names ? choice.only().stream() : Stream.empty()));
    }

    private static boolean forced(ToolChoice choice) {
        return choice.mode() == Mode.ANY;
    }

    private @Nullable String mode(ToolChoice choice) {
        Mode mode = choice.mode();
        if (mode == null && choice.only().isEmpty()) {
            return null;
        }
        return switch (mode == null ? Mode.AUTO : mode) {
            case AUTO -> choice.only().isEmpty() || !traits.thinks() ? "AUTO" : "VALIDATED";
            case NONE -> "NONE";
            case ANY -> "ANY";
            case VALIDATED -> traits.thinks() ? "VALIDATED" : "AUTO";
        };
    }
}
