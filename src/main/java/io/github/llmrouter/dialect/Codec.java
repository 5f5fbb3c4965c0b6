package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Converts between one vendor's JSON and the hub. Readers are lenient about what they do not know and report it; writers emit
 * only what the vendor documents. A request that cannot be converted without losing content throws a
 * {@link io.github.llmrouter.chat.FaultException} of kind INVALID whose {@code param} names the field in the client's dialect.
 * Immutable, for any thread; the readers and writers of streams are for one thread and one answer.
 */
public interface Codec {

    Chat readRequest(Ask ask, Losses losses);

    /** The body of a request to {@code aim}; {@code chat.model()} is ignored in favour of {@code aim.model()}. */
    ObjectNode writeRequest(Chat chat, Aim aim, Losses losses);

    /** Headers that this converted request needs beyond {@link Dialect#headers} (Anthropic's betas). */
    default Map<String, String> requestHeaders(Chat chat, Aim aim) {
        return Map.of();
    }

    /** A whole answer is read as the events it would have streamed; an error body inside a 200 as {@link Event.Failed}. */
    List<Event> readAnswer(JsonNode body, Losses losses);

    ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses);

    /** @param losses grows while the stream is read */
    EventReader eventReader(Consumer<Event> out, Losses losses);

    /**
     * Writes bytes, not flushed; what depends on no later event is written at once.
     *
     * @param losses grows while the stream is written
     */
    EventWriter eventWriter(Asked asked, OutputStream out, Losses losses);

    /** The field of a request that holds the conversation. */
    String conversation();

    /** What names of tools the vendor accepts. */
    Naming toolNames();

    /** What ids of tool calls the vendor accepts. */
    Naming callIds();

    /** Whether the vendor has freeform (custom) tools of its own. */
    boolean customTools();

    /** As {@link #customTools()}, for those who only speak the dialect without being the vendor. */
    default boolean customTools(Aim aim) {
        return customTools();
    }

    /** Whether the vendor tells an assistant's comments from its final answer. */
    default boolean phases() {
        return false;
    }

    /** Whether an assistant's turn may hold pictures and documents; most vendors only take them from the user. */
    default boolean assistantsShow() {
        return false;
    }

    /** Whether structured output may be of any type; most vendors want an object. */
    default boolean outputsOfAnyType() {
        return false;
    }

    /** How many stop sequences the vendor takes; 0 for none. */
    int maxStopSequences();

    /** As {@link #maxStopSequences()}, for this model. */
    default int maxStopSequences(Aim aim) {
        return maxStopSequences();
    }

    /** Whether the vendor can give several alternatives. */
    boolean candidates();

    /** Whether an answer that pauses goes on when it is sent back as the last turn. */
    default boolean resumes() {
        return false;
    }

    /** Empty if the vendor does not count tokens. */
    Optional<Counting> counting();

    /** Decodes a stream. Never throws over bad input: it emits {@link Event.Failed}. Nothing is emitted after Ended or Failed. */
    interface EventReader {

        void read(Frame frame);

        /** The stream is over: emits Ended, or Failed if the terminal event never came. */
        void end();
    }

    /** Encodes a stream. */
    interface EventWriter {

        void write(Event event) throws IOException;
    }

    /**
     * What a name may look like; kept, for it is made of a regular expression.
     *
     * @param legal for the whole name, length apart
     * @param longest in characters
     */
    record Naming(Pattern legal, int longest) {

        public static Naming of(String legal, int longest) {
            return new Naming(Pattern.compile(legal), longest);
        }

        public boolean accepts(String name) {
            return name.length() <= longest && legal.matcher(name).matches();
        }
    }
}
