package io.github.llmrouter.routing;

import java.util.List;

/**
 * The fewest tokens times weight, so a higher weight is used less. A request under way counts as an average one until its
 * usage is known. Weight 0 is always preferred; a target that failed within {@link Rules#open()} and has not answered since
 * comes last.
 */
record LeastUsage() implements Order {

    private static final double PREFERRED = -1;

    @Override
    public void arrange(List<Entry> entries) {
        Scored.sort(entries, LeastUsage::score);
    }

    private static Scored score(Entry entry) {
        Standing standing = entry.standing();
        int weight = entry.candidate().weight();
        double load = standing.load();
        double score = weight == 0 ? PREFERRED : load * weight;
        return new Scored(entry, standing.failedLately(entry.now()) ? Double.MAX_VALUE : score, load);
    }

    @Override
    public boolean sparesZero() {
        return false;
    }
}
