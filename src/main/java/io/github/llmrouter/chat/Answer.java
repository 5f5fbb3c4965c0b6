package io.github.llmrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer: the fold of its events ({@link Fold}).
 *
 * @param usage null if the upstream gave none
 */
public record Answer(
        String id,
        String model,
        long created,
        List<Candidate> candidates,
        @Nullable Usage usage) {

    public Answer {
        candidates = List.copyOf(candidates);
    }

    /** One of the alternatives that were asked for; nearly always the only one. */
    public record Candidate(List<Part> parts, Event.Finish finish, List<Logprob> logprobs) {
        public Candidate {
            parts = List.copyOf(parts);
            logprobs = List.copyOf(logprobs);
        }
    }
}
