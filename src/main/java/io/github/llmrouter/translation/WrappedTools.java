package io.github.llmrouter.translation;

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
import io.github.llmrouter.dialect.Wrapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Functions whose arguments are no object, which no vendor takes: offered with one parameter, {@code input}, and unwrapped again.
 * Their arguments reach the client whole, when the call ends.
 */
final class WrappedTools implements Stage {

    private final Set<String> wrapped = new HashSet<>();
    private final Map<Integer, StringBuilder> open = new HashMap<>();

    @Override
    public Chat there(Chat chat, Losses losses) {
        Chat objects = chat.withTools(
                chat.tools().stream().map(tool -> tool(tool, losses)).toList(), chat.choice());
        return wrapped.isEmpty() ? chat : Parts.map(objects, this::part);
    }

    private Tool tool(Tool tool, Losses losses) {
        if (!(tool instanceof Tool.Function f) || f.schema() == null || !Wrapping.needed(f.schema())) {
            return tool;
        }
        wrapped.add(f.name());
        losses.emulated("tools[" + f.name() + "].parameters");
        return new Tool.Function(f.name(), f.description(), Wrapping.wrapped(f.schema()), f.strict(), f.cache(), null);
    }

    private Part part(Part part) {
        return part instanceof ToolCall call && wrapped.contains(call.name())
                ? with(call, Wrapping.wrapped(call.arguments()))
                : part;
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> {
            switch (event) {
                case PartStarted(int candidate, ToolCall call)
                when wrapped.contains(call.name()) -> {
                    open.put(candidate, new StringBuilder(call.arguments()));
                    out.accept(new PartStarted(candidate, with(call, "")));
                }
                case Delta(int candidate, Words words)
                when open.containsKey(candidate) -> open.get(candidate).append(words.text());
                case PartEnded(int candidate)
                when open.containsKey(candidate) -> {
                    String arguments = Wrapping.unwrapped(open.remove(candidate).toString());
                    out.accept(new Delta(candidate, new Words(arguments)));
                    out.accept(event);
                }
                default -> out.accept(event);
            }
        };
    }

    private static ToolCall with(ToolCall call, String arguments) {
        return new ToolCall(call.id(), call.name(), arguments, call.kind(), call.seal(), call.cache());
    }
}
