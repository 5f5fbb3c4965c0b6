package io.github.llmrouter.routing;

import java.util.List;

/**
 * Smooth weighted round robin: every target earns its weight, the one with the most due is chosen and pays the sum. Choices
 * are interleaved (3:1 gives A A B A), and exact under any number of threads. Those with the most due are tried next.
 */
record SmoothRotation(Rotation rotation, Blend blend) implements Order {

    @Override
    public void arrange(List<Entry> entries) {
        double[] weights = blend.weights(entries);
        rotation.lock().lock();
        try {
            double sum = 0;
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                turn(entries, i).due += weights[i];
                sum += weights[i];
                if (turn(entries, i).due > turn(entries, best).due) {
                    best = i;
                }
            }
            Entry chosen = entries.remove(best);
            chosen.candidate().turn().due -= sum;
            Scored.sort(entries, entry -> new Scored(entry, -entry.candidate().turn().due, 0));
            entries.add(0, chosen);
        } finally {
            rotation.lock().unlock();
        }
    }

    private static Rotation.Turn turn(List<Entry> entries, int i) {
        return entries.get(i).candidate().turn();
    }
}
