package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Ability;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.ToolChoice.Mode;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code toolConfig}. */
final class ToolReader {

    private static final List<String> DECLARATIONS = List.of("functionDeclarations", "function_declarations");

    private final Losses losses;

    ToolReader(Losses losses) {
        this.losses = losses;
    }

    List<Tool> tools(Fields request) {
        return request.objects("tools").stream().flatMap(this::tool).toList();
    }

    /** One object may hold functions and several of Google's own tools. */
    private Stream<Tool> tool(Fields tool) {
        Stream<Tool> functions = tool.objects("functionDeclarations").stream().map(this::function);
        Stream<Tool> builtIn = tool.names().stream()
                .filter(name -> !DECLARATIONS.contains(name) && !tool.get(name).isMissingNode())
                .map(name -> new Tool.BuiltIn(
                        name,
                        Gemini.NAME,
                        Json.object().with(name, tool.get(name)).node(),
                        ability(name)));
        return Stream.concat(functions, builtIn);
    }

    private Tool function(Fields function) {
        JsonNode json = function.node("parametersJsonSchema");
        JsonNode schema = function.node("parameters");
        String name = function.text("name");
        if (name == null) {
            throw Fields.invalid(function.path("name") + " is missing", function.path("name"));
        }
        Tool read = new Tool.Function(
                name,
                function.text("description"),
                json != null ? json : schema == null ? null : SchemaReader.read(schema),
                null,
                null,
                null);
        function.drop(Weight.HINT, "response", "responseJsonSchema", "behavior");
        function.done();
        return read;
    }

    private static @Nullable Ability ability(String name) {
        return switch (name) {
            case "googleSearch", "google_search", "googleSearchRetrieval", "google_search_retrieval" ->
                Ability.WEB_SEARCH;
            case "urlContext", "url_context" -> Ability.URL_FETCH;
            case "codeExecution", "code_execution" -> Ability.CODE;
            default -> null;
        };
    }

    ToolChoice choice(Fields request) {
        Fields config = request.object("toolConfig");
        Fields calling = config.object("functionCallingConfig");
        ToolChoice choice = new ToolChoice(mode(calling), calling.texts("allowedFunctionNames"), null);
        calling.drop(Weight.HINT, "streamFunctionCallArguments");
        calling.done();
        config.drop(Weight.HINT, "retrievalConfig", "includeServerSideToolInvocations");
        config.done();
        return choice;
    }

    private @Nullable Mode mode(Fields calling) {
        String mode = calling.get("mode").asText("");
        return switch (mode) {
            case "AUTO", "auto", "1" -> Mode.AUTO;
            case "ANY", "any", "2" -> Mode.ANY;
            case "NONE", "none", "3" -> Mode.NONE;
            case "VALIDATED", "validated", "4" -> Mode.VALIDATED;
            case "", "MODE_UNSPECIFIED", "0" -> null;
            default -> {
                losses.dropped(calling.path("mode"), Weight.SEMANTIC);
                yield null;
            }
        };
    }
}
