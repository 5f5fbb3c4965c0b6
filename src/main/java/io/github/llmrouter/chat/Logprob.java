package io.github.llmrouter.chat;

import java.util.List;

/** A token with its log probability, and the runners-up in its place. */
public record Logprob(String token, double logprob, List<Logprob> top) {

    /** What vendors write for the logarithm of zero, which JSON cannot say. */
    private static final double LEAST = -9999;

    public Logprob {
        logprob = Double.isFinite(logprob) ? logprob : LEAST;
        top = List.copyOf(top);
    }
}
