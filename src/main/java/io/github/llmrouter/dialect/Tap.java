package io.github.llmrouter.dialect;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Overhears an answer that is passed on unread: what it cost, whether it is complete, whether it failed inside a 200. It looks
 * at copies of bytes that are already on their way and never throws. One for each answer, used by one thread.
 */
public interface Tap {

    /** The next bytes of the answer, cut anywhere. */
    void see(byte[] bytes, int offset, int length);

    /** To be called once after the last byte: an unterminated last event still counts. */
    void end();

    /** Whether anything that a user would notice (text, a tool call, an image, the end) has come by. */
    boolean content();

    /** Whether the answer came to the end that its dialect demands. */
    boolean complete();

    /** An error that came in-band, or null. */
    @Nullable
    Fault fault();

    /** How many events came by, about one for each token of most upstreams; 0 for a whole answer. */
    default long events() {
        return 0;
    }

    /** The model that answers, null if it was not told or not looked at. */
    default @Nullable String model() {
        return null;
    }

    /** Why the answer ended, in the vendor's words; empty if it was not told or not looked at. */
    default List<String> finishes() {
        return List.of();
    }

    /** Null if none came by. */
    @Nullable
    Usage usage();
}
