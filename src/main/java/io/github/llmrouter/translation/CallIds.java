package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part.ToolCall;
import io.github.llmrouter.chat.Part.ToolResult;
import io.github.llmrouter.dialect.Codec.Naming;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes the ids of tool calls legal for the side that gets them. The mapping is a function of the id alone, so a call and its
 * result stay a pair over any number of turns without any state.
 */
final class CallIds implements Stage {

    private final Naming upstream;
    private final Naming client;
    private final Set<String> given = new HashSet<>();

    CallIds(Naming upstream, Naming client) {
        this.upstream = upstream;
        this.client = client;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        return Parts.flatMap(chat, part -> switch (part) {
            case ToolCall call -> List.of(with(call, legal(call.id(), upstream)));
            case ToolResult result ->
                List.of(new ToolResult(
                        legal(result.callId(), upstream),
                        result.name(),
                        result.parts(),
                        result.failed(),
                        result.kind(),
                        result.cache()));
            default -> List.of(part);
        });
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> out.accept(
                event instanceof Event.PartStarted(int candidate, ToolCall call)
                        ? new Event.PartStarted(candidate, with(call, unique(legal(call.id(), client))))
                        : event);
    }

    /** Some upstreams give all calls of an answer the same id, or none: their results could not be told apart. */
    private String unique(String id) {
        String made = id;
        for (int i = 2; !given.add(made); i++) {
            made = "call_" + Digest.id(id + '\n' + i);
        }
        return made;
    }

    private static String legal(String id, Naming naming) {
        return !id.isEmpty() && naming.accepts(id) ? id : "call_" + Digest.id(id);
    }

    private static ToolCall with(ToolCall call, String id) {
        return new ToolCall(id, call.name(), call.arguments(), call.kind(), call.seal(), call.cache());
    }
}
