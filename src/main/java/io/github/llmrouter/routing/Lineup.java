package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A route's targets at the moment of one choice: well ones first, as the strategy orders them; then spares (weight 0);
 * fallbacks; those whose factor is 0; and at the end those that are set aside, the one that recovers first before the others.
 */
final class Lineup {

    private final Route route;
    private final long now;
    private final List<Entry> well = new ArrayList<>();
    private final List<Entry> spare = new ArrayList<>();
    private final List<Entry> fallback = new ArrayList<>();
    private final List<Entry> spent = new ArrayList<>();
    private final List<Candidate> aside = new ArrayList<>();
    private final List<Plan.Skipped> skipped = new ArrayList<>();

    private Lineup(Route route, long now) {
        this.route = route;
        this.now = now;
    }

    /** The plan has no target if no selector agrees. */
    static Plan plan(Route route, Supplier<JsonNode> body, long now) {
        Lineup lineup = new Lineup(route, now);
        route.primaries().forEach(candidate -> lineup.add(candidate, body, true));
        route.fallbacks().forEach(candidate -> lineup.add(candidate, body, false));
        return lineup.plan();
    }

    private void add(Candidate candidate, Supplier<JsonNode> body, boolean primary) {
        if (!candidate.accepts(body)) {
            skipped.add(new Plan.Skipped(candidate.target(), Plan.Reason.SELECTOR));
            return;
        }
        Standing standing = candidate.standing();
        if (!standing.ready(now)) {
            aside.add(candidate);
            return;
        }
        int factor = standing.factor(now);
        Entry entry = new Entry(candidate, candidate.share() * factor / 100, 1, now);
        if (factor == 0) {
            spent.add(entry.withWeight(1));
        } else if (!primary) {
            fallback.add(entry);
        } else if (candidate.weight() == 0) {
            (route.order().sparesZero() ? spare : well).add(entry.withWeight(1));
        } else {
            well.add(entry);
        }
    }

    private Plan plan() {
        Optional<Entry> first = first();
        while (first.isPresent() && !first.get().standing().claim(now)) {
            // Another request is probing this target already.
            Entry taken = first.get();
            List.of(well, spare, fallback, spent).forEach(entries -> entries.remove(taken));
            aside.add(taken.candidate());
            first = first();
        }
        aside.sort(Comparator.comparingLong(candidate -> candidate.standing().recoversAt()));
        List<Target> targets = new ArrayList<>();
        List.of(well, spare, fallback, spent)
                .forEach(entries ->
                        entries.forEach(entry -> targets.add(entry.candidate().target())));
        Optional<Duration> recovers = targets.isEmpty() && !aside.isEmpty()
                ? Optional.of(Duration.ofMillis(
                        Math.max(0, aside.getFirst().standing().recoversAt() - now)))
                : Optional.empty();
        aside.forEach(candidate -> targets.add(candidate.target()));
        return new Plan(targets, route.group(), recovers, skipped);
    }

    /** The strategy orders only the class that the choice falls into, so that nothing else pays for a turn it did not get. */
    private Optional<Entry> first() {
        for (List<Entry> entries : List.of(well, spare, fallback, spent)) {
            if (!entries.isEmpty()) {
                if (entries.size() > 1 && entries != fallback) {
                    route.order().arrange(entries);
                }
                return Optional.of(entries.getFirst());
            }
        }
        return Optional.empty();
    }
}
