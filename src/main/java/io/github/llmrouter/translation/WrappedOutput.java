package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part.Text;
import io.github.llmrouter.dialect.Wrapping;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Structured output that is no object, where the upstream gives only objects: it is asked for as the {@code input} of one, and
 * unwrapped again. Each text reaches the client whole, when it ends.
 */
final class WrappedOutput implements Stage {

    /** What a text that was cut short begins with. */
    private static final Pattern BEGINNING = Pattern.compile("^\\s*\\{\\s*\"input\"\\s*:\\s*");

    private final boolean anyType;
    private final Map<Integer, StringBuilder> open = new HashMap<>();
    private boolean wrapped;

    WrappedOutput(boolean anyType) {
        this.anyType = anyType;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        if (anyType || !(chat.output() instanceof Output.Schema wanted) || !Wrapping.needed(wanted.schema())) {
            return chat;
        }
        wrapped = true;
        losses.emulated("response_format.schema");
        ObjectNode object = Wrapping.wrapped(wanted.schema());
        if (Boolean.TRUE.equals(wanted.strict())) {
            object.put("additionalProperties", false);
        }
        return chat.withOutput(new Output.Schema(wanted.name(), wanted.description(), object, wanted.strict()));
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> {
            if (wrapped) {
                unwrap(event, out);
            } else {
                out.accept(event);
            }
        };
    }

    private void unwrap(Event event, Consumer<Event> out) {
        switch (event) {
            case PartStarted(int candidate, Text head) -> {
                open.put(candidate, new StringBuilder(head.text()));
                out.accept(new PartStarted(candidate, new Text("", head.citations(), head.cache(), head.phase())));
            }
            case Delta(int candidate, Words words)
            when open.containsKey(candidate) -> open.get(candidate).append(words.text());
            case PartEnded(int candidate)
            when open.containsKey(candidate) -> {
                String text = unwrapped(open.remove(candidate).toString());
                if (!text.isEmpty()) {
                    out.accept(new Delta(candidate, new Words(text)));
                }
                out.accept(event);
            }
            default -> out.accept(event);
        }
    }

    private static String unwrapped(String text) {
        String whole = Wrapping.unwrapped(text);
        return whole.equals(text) && !Wrapping.isJson(text)
                ? BEGINNING.matcher(text).replaceFirst("")
                : whole;
    }
}
