package io.github.llmrouter.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * An entry beside what it is ordered by, so that a value that others change meanwhile is read once.
 *
 * @param score lowest first
 * @param tie decides among equal scores, lowest first; then the order of the configuration
 */
record Scored(Entry entry, double score, double tie) {

    private static final Comparator<Scored> BEST_FIRST =
            Comparator.comparingDouble(Scored::score).thenComparingDouble(Scored::tie);

    static void sort(List<Entry> entries, Function<Entry, Scored> score) {
        List<Scored> scored = new ArrayList<>(entries.size());
        entries.forEach(entry -> scored.add(score.apply(entry)));
        scored.sort(BEST_FIRST);
        for (int i = 0; i < scored.size(); i++) {
            entries.set(i, scored.get(i).entry());
        }
    }

    /**
     * A lot that is the lowest of all with a probability proportional to the weight: an exponentially distributed time until
     * the first arrival. Sorting by it draws without replacement.
     */
    static double lot(RandomGenerator random, double weight) {
        return -Math.log1p(-random.nextDouble()) / weight;
    }
}
