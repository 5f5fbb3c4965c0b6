package io.github.llmrouter.translation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Part.ToolCall;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Tool.Kind;
import io.github.llmrouter.wire.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Freeform tools where the upstream has none: offered as functions with one text parameter, {@code input}, and unwrapped again. The
 * text reaches the client whole, when the call ends.
 */
final class CustomTools implements Stage {

    private static final String INPUT = "input";

    private final boolean native_;
    private final boolean known;
    private final Set<String> emulated = new HashSet<>();
    private final Map<Integer, StringBuilder> open = new HashMap<>();
    private final Map<Integer, StringBuilder> foreign = new HashMap<>();

    CustomTools(boolean upstreamHasThem, boolean clientKnowsThem) {
        this.native_ = upstreamHasThem;
        this.known = clientKnowsThem;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        if (native_) {
            return chat;
        }
        chat.tools().forEach(tool -> {
            if (tool instanceof Tool.Custom custom) {
                emulated.add(custom.name());
                losses.emulated("tools[" + custom.name() + "]");
            }
        });
        Chat functions =
                chat.withTools(chat.tools().stream().map(CustomTools::function).toList(), chat.choice());
        return Parts.map(functions, CustomTools::function);
    }

    private static Tool function(Tool tool) {
        return switch (tool) {
            case Tool.Custom custom ->
                new Tool.Function(custom.name(), description(custom), schema(), null, null, null);
            case Tool.Function own -> own;
            case Tool.BuiltIn own -> own;
        };
    }

    private static String description(Tool.Custom custom) {
        String text = custom.description() == null ? "" : custom.description();
        JsonNode format = custom.format();
        JsonNode grammar = format == null ? null : format.path("grammar").isObject() ? format.path("grammar") : format;
        if (grammar == null || !grammar.path("definition").isTextual()) {
            return text;
        }
        return text + "\n\nThe input must follow this " + grammar.path("syntax").asText("") + " grammar:\n"
                + grammar.path("definition").textValue();
    }

    private static JsonNode schema() {
        return Json.type("object")
                .with("properties", Json.object().with(INPUT, Json.type("string")))
                .with("required", Stream.of(INPUT))
                .node();
    }

    private static Part function(Part part) {
        return part instanceof ToolCall call && call.kind() == Kind.CUSTOM
                ? new ToolCall(
                        call.id(),
                        call.name(),
                        Json.object().with(INPUT, call.arguments()).toString(),
                        Kind.FUNCTION,
                        call.seal(),
                        call.cache())
                : part;
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        if (!known) {
            return event -> wrap(event, out);
        }
        return event -> {
            if (emulated.isEmpty()) {
                out.accept(event);
            } else {
                unwrap(event, out);
            }
        };
    }

    /** For a client that cannot have asked for freeform calls: should one come nevertheless, it must be valid JSON. */
    private void wrap(Event event, Consumer<Event> out) {
        switch (event) {
            case PartStarted(int candidate, ToolCall call)
            when call.kind() == Kind.CUSTOM -> {
                foreign.put(candidate, new StringBuilder(call.arguments()));
                out.accept(new PartStarted(
                        candidate, new ToolCall(call.id(), call.name(), "", Kind.FUNCTION, call.seal(), call.cache())));
            }
            case Delta(int candidate, Words words)
            when foreign.containsKey(candidate) -> foreign.get(candidate).append(words.text());
            case PartEnded(int candidate)
            when foreign.containsKey(candidate) -> {
                String text = foreign.remove(candidate).toString();
                out.accept(new Delta(
                        candidate, new Words(Json.object().with(INPUT, text).toString())));
                out.accept(event);
            }
            default -> out.accept(event);
        }
    }

    private void unwrap(Event event, Consumer<Event> out) {
        switch (event) {
            case PartStarted(int candidate, ToolCall call)
            when emulated.contains(call.name()) -> {
                open.put(candidate, new StringBuilder(call.arguments()));
                out.accept(new PartStarted(
                        candidate, new ToolCall(call.id(), call.name(), "", Kind.CUSTOM, call.seal(), call.cache())));
            }
            case Delta(int candidate, Words words)
            when open.containsKey(candidate) -> open.get(candidate).append(words.text());
            case PartEnded(int candidate)
            when open.containsKey(candidate) -> {
                String text = input(open.remove(candidate).toString());
                if (!text.isEmpty()) {
                    out.accept(new Delta(candidate, new Words(text)));
                }
                out.accept(event);
            }
            default -> out.accept(event);
        }
    }

    /** The text of the one parameter; arguments that are something else are passed on as they are. */
    private static String input(String arguments) {
        try {
            JsonNode tree = Json.read(arguments);
            return tree.path(INPUT).isTextual() ? tree.path(INPUT).textValue() : arguments;
        } catch (JsonProcessingException e) {
            return arguments;
        }
    }
}
