package io.github.llmrouter.routing;

import java.util.List;
import java.util.random.RandomGenerator;

/** The fewest requests under way for its weight; among equals a weighted draw. */
record LeastConnections(RandomGenerator random) implements Order {

    @Override
    public void arrange(List<Entry> entries) {
        Scored.sort(
                entries,
                entry -> new Scored(
                        entry, entry.standing().open() / entry.weight(), Scored.lot(random, entry.weight())));
    }
}
