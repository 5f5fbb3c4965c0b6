package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Part.ToolCall;
import io.github.llmrouter.chat.Part.ToolResult;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.dialect.Codec.Naming;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Gives tools names that the upstream accepts, and the client its own names back: a bijection for the length of one exchange. */
final class ToolNames implements Stage {

    private static final int KEPT = 55;

    private final Naming naming;
    private final Map<String, String> there = new HashMap<>();
    private final Map<String, String> back = new HashMap<>();

    ToolNames(Naming naming) {
        this.naming = naming;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        // Names that are fine as they are come first, so that no replacement can take one of them.
        chat.tools().forEach(tool -> keep(tool.name()));
        Chat named = chat.withTools(
                chat.tools().stream().map(this::named).toList(),
                new ToolChoice(
                        chat.choice().mode(),
                        chat.choice().only().stream().map(this::legal).toList(),
                        chat.choice().parallel()));
        return Parts.map(named, this::named);
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> out.accept(
                event instanceof Event.PartStarted(int candidate, ToolCall call)
                        ? new Event.PartStarted(candidate, renamed(call, back.getOrDefault(call.name(), call.name())))
                        : event);
    }

    private void keep(String name) {
        if (naming.accepts(name)) {
            there.put(name, name);
            back.put(name, name);
        }
    }

    private String legal(String name) {
        String known = there.get(name);
        if (known != null) {
            return known;
        }
        keep(name);
        if (there.containsKey(name)) {
            return name;
        }
        String made = made(name, 8);
        if (back.containsKey(made)) {
            made = made(name, 24);
        }
        there.put(name, made);
        back.put(made, name);
        return made;
    }

    private String made(String name, int digits) {
        String clean = name.replaceAll("[^A-Za-z0-9_-]", "_");
        if (clean.isEmpty() || !Character.isLetter(clean.charAt(0)) && clean.charAt(0) != '_') {
            clean = "_" + clean;
        }
        if (clean.length() <= naming.longest() && digits == 8 && !back.containsKey(clean)) {
            return clean;
        }
        int kept = Math.min(clean.length(), Math.min(KEPT, naming.longest() - digits - 1));
        return clean.substring(0, kept) + "_" + Digest.hex(name, digits);
    }

    private Tool named(Tool tool) {
        return switch (tool) {
            case Tool.Function f ->
                new Tool.Function(legal(f.name()), f.description(), f.schema(), f.strict(), f.cache(), f.raw());
            case Tool.Custom c -> new Tool.Custom(legal(c.name()), c.description(), c.format());
            case Tool.BuiltIn own -> own;
        };
    }

    private Part named(Part part) {
        return switch (part) {
            case ToolCall call -> renamed(call, legal(call.name()));
            case ToolResult result ->
                result.name().isEmpty()
                        ? result
                        : new ToolResult(
                                result.callId(),
                                legal(result.name()),
                                result.parts(),
                                result.failed(),
                                result.kind(),
                                result.cache());
            case Part.Text t -> t;
            case Part.Refusal r -> r;
            case Part.Image i -> i;
            case Part.Document d -> d;
            case Part.Audio a -> a;
            case Part.Video v -> v;
            case Part.Reasoning r -> r;
            case Part.ServerTool s -> s;
            case Part.Opaque o -> o;
        };
    }

    private static ToolCall renamed(ToolCall call, String name) {
        return new ToolCall(call.id(), name, call.arguments(), call.kind(), call.seal(), call.cache());
    }
}
