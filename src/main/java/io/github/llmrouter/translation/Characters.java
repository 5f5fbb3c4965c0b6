package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Surrogates;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps characters whole: an upstream that counts UTF-16 may cut an emoji between two events, each half an escape, and no other
 * dialect's event could hold a half.
 */
final class Characters implements Stage {

    private final Map<Integer, String> halves = new HashMap<>();

    @Override
    public Chat there(Chat chat, Losses losses) {
        return chat;
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> {
            switch (event) {
                case Delta(int candidate, Words words) -> words(candidate, words, out);
                case PartEnded(int candidate) -> {
                    String half = halves.remove(candidate);
                    if (half != null) {
                        out.accept(new Delta(candidate, new Words(half)));
                    }
                    out.accept(event);
                }
                default -> out.accept(event);
            }
        };
    }

    private void words(int candidate, Words words, Consumer<Event> out) {
        String half = halves.remove(candidate);
        String text = half == null ? words.text() : half + words.text();
        if (Surrogates.cut(text)) {
            halves.put(candidate, text.substring(text.length() - 1));
            text = text.substring(0, text.length() - 1);
        }
        if (!text.isEmpty()) {
            out.accept(new Delta(candidate, new Words(text)));
        }
    }
}
