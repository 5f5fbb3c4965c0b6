package io.github.llmrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of an answer. The grammar, for each candidate on its own, is {@code Started (PartStarted Delta* PartEnded)*
 * Finished}, then once {@code Ended}; or {@code Failed} at any point. {@code Counted} may come anywhere after
 * {@code Started}. Parts of one candidate never overlap.
 */
public sealed interface Event {

    /**
     * @param id the upstream's id of the answer, empty if it gave none
     * @param model the model that really answers, empty if not told
     * @param created seconds since the epoch, 0 if not told
     */
    record Started(String id, String model, long created) implements Event {
        public Started {
            created = Math.max(0, created);
        }
    }

    /** {@code head} holds what is known at the start; parts that do not grow are complete in it. */
    record PartStarted(int candidate, Part head) implements Event {}

    /** More of the open part. */
    record Delta(int candidate, Piece piece) implements Event {}

    record PartEnded(int candidate) implements Event {}

    /** Why a candidate stopped. Its parts have all ended. */
    record Finished(int candidate, Finish finish) implements Event {}

    /** Tokens so far: a later one replaces an earlier one. */
    record Counted(Usage usage) implements Event {}

    /** The answer is complete. */
    record Ended() implements Event {}

    record Failed(Fault fault) implements Event {}

    /** How an open part grows. */
    sealed interface Piece {}

    /** Text of a text, refusal or reasoning part; raw arguments of a tool call. */
    record Words(String text) implements Piece {}

    /** The next of several reasoning summaries begins. */
    record NextSummary() implements Piece {}

    /** The part's opaque state: whole, never a fragment. */
    record Sealed(Seal seal) implements Piece {}

    record Cited(Citation citation) implements Piece {}

    /** Log probabilities of the words that come next, or that have come if none follow. */
    record Scored(List<Logprob> logprobs) implements Piece {
        public Scored {
            logprobs = List.copyOf(logprobs);
        }
    }

    /** Why an answer stopped; {@code sequence} is the stop sequence that matched, {@code detail} the vendor's explanation. */
    record Finish(
            StopReason reason,
            @Nullable String sequence,
            @Nullable String detail) {
        public static Finish of(StopReason reason) {
            return new Finish(reason, null, null);
        }
    }
}
