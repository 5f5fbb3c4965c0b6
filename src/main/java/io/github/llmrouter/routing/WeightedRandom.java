package io.github.llmrouter.routing;

import java.util.List;
import java.util.random.RandomGenerator;

/** Draws targets with probabilities proportional to their weights, health included. */
record WeightedRandom(RandomGenerator random) implements Order {

    @Override
    public void arrange(List<Entry> entries) {
        Scored.sort(entries, entry -> new Scored(entry, Scored.lot(random, entry.weight()), 0));
    }
}
