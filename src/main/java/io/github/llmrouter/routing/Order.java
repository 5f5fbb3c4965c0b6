package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.util.List;
import java.util.random.RandomGenerator;

/** A strategy: puts targets that may be used into the order in which they are tried. For any number of threads. */
interface Order {

    /** @param entries two or more, all usable, in the order of the configuration; rearranged in place, best first */
    void arrange(List<Entry> entries);

    /** Whether weight 0 means a spare that is used when nothing else is left. */
    default boolean sparesZero() {
        return true;
    }

    static Order of(Config.Strategy strategy, Rotation rotation, RandomGenerator random) {
        return switch (strategy) {
            case ORDERED -> entries -> {};
            case ROUNDROBIN, WEIGHTED_RR -> new SmoothRotation(rotation, Blend.HEALTH);
            case QUOTA_AWARE_WEIGHTED_RR -> new SmoothRotation(rotation, Blend.QUOTA);
            case AUTO -> new SmoothRotation(rotation, Blend.AUTO);
            case RANDOM -> new WeightedRandom(random);
            case LEASTCONN -> new LeastConnections(random);
            case LEAST_USAGE -> new LeastUsage();
        };
    }
}
