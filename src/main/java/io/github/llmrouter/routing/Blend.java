package io.github.llmrouter.routing;

import java.util.List;

/** What a rotation's weights are made of. Every entry's own weight is its share times its factor already. */
enum Blend {
    HEALTH,
    /** Times what is left of the scarcest quota. */
    QUOTA,
    /**
     * Times what is left of the scarcest quota, times the best recent time to the first content divided by the target's own (at
     * least a tenth; 1 for a target that has not answered yet, so that it gets the chance).
     */
    AUTO;

    private static final double SLOWEST = 0.1;

    double[] weights(List<Entry> entries) {
        return switch (this) {
            case HEALTH -> entries.stream().mapToDouble(Entry::weight).toArray();
            case QUOTA -> entries.stream().mapToDouble(Blend::quota).toArray();
            case AUTO -> {
                double best = entries.stream()
                        .mapToDouble(entry -> entry.standing().latencyMillis())
                        .filter(millis -> millis >= 0)
                        .min()
                        .orElse(0);
                yield entries.stream()
                        .mapToDouble(entry -> quota(entry) * speed(entry, best))
                        .toArray();
            }
        };
    }

    private static double quota(Entry entry) {
        return entry.weight() * entry.remaining();
    }

    private static double speed(Entry entry, double best) {
        double own = entry.standing().latencyMillis();
        return own < 0 ? 1 : Math.max(SLOWEST, Math.max(1, best) / Math.max(1, own));
    }
}
