package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Everything between reading a request in one dialect and writing it in another that belongs to neither, and the same for the
 * answer. For one exchange, used by one thread.
 */
public final class Bridge {

    private static final byte[] QUOTED_MAGIC = ("\"" + Envelope.MAGIC).getBytes(StandardCharsets.US_ASCII);

    private final List<Stage> stages;
    private final Stops stops;
    private final boolean candidates;
    private final String conversation;

    /**
     * @param aim whom the upstream's dialect is spoken to: not everybody who speaks it can do what its vendor can
     * @param origin where the upstream's opaque state is valid; asked only if there is any
     * @param caller name of the client's key: continuity is never shared between callers
     */
    public Bridge(
            Dialect client, Dialect upstream, Aim aim, Supplier<Origin> origin, Continuity continuity, String caller) {
        this.stops = new Stops(upstream.codec().maxStopSequences(aim));
        this.candidates = upstream.codec().candidates();
        this.conversation = client.codec().conversation();
        this.stages = List.of(
                new CustomTools(
                        upstream.codec().customTools(aim), client.codec().customTools()),
                new WrappedTools(),
                new WrappedOutput(upstream.codec().outputsOfAnyType()),
                new ToolNames(upstream.codec().toolNames()),
                new Seals(client.name(), origin, continuity, caller),
                new Foreign(upstream.name(), upstream.codec().phases()),
                new CallIds(upstream.codec().callIds(), client.codec().callIds()),
                new Exhibits(upstream.codec().assistantsShow()),
                new Pairing(),
                stops,
                new Characters());
    }

    /**
     * Whether a request holds opaque state in an envelope: then it came from another dialect at an earlier turn, and even an upstream
     * of the client's own dialect must not see it.
     */
    public static boolean carriesForeignState(byte[] body) {
        byte[] mark = QUOTED_MAGIC;
        for (int i = 0; i <= body.length - mark.length; i++) {
            if (body[i] == '"' && Arrays.equals(body, i, i + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    /** @throws FaultException if the upstream cannot do what is asked */
    public Chat there(Chat chat, Losses losses) {
        if (chat.settings().candidates() > 1 && !candidates) {
            throw new FaultException(Fault.invalid(
                    "several alternatives (n > 1) are not possible with the model that answers here", "n"));
        }
        Chat result = chat;
        for (Stage stage : stages) {
            result = stage.there(result, losses);
        }
        if (result.turns().isEmpty()) {
            throw new FaultException(Fault.invalid(conversation + " has nothing to answer", conversation));
        }
        return result;
    }

    /** The last stage sees the upstream's events first. */
    public Consumer<Event> back(Consumer<Event> out) {
        Consumer<Event> result = out;
        for (Stage stage : stages) {
            result = stage.back(result);
        }
        return result;
    }

    /** Whether the answer is complete although the upstream goes on: it should be cut off. */
    public BooleanSupplier cut() {
        return stops::cut;
    }
}
