package io.github.llmrouter.chat;

import java.util.List;

/** A token with its log probability, and the runners-up in its place. */
public record Logprob(String token, double logprob, List<Logprob> top) {
    public Logprob {
        top = List.copyOf(top);
    }
}
