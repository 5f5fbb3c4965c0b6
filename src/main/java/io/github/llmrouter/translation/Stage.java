package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import java.util.function.Consumer;

/** One concern of a translation, on the way there and on the way back. For one exchange, used by one thread. */
interface Stage {

    /** The request as the upstream may have it. */
    Chat there(Chat chat, Losses losses);

    /** Takes the upstream's events and gives {@code out} what the client may have. */
    default Consumer<Event> back(Consumer<Event> out) {
        return out;
    }
}
