package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A route's targets at the moment of one choice: well ones first, as the strategy orders them; then spares (weight 0);
 * fallbacks; those whose factor is 0; and at the end those that are set aside, the one that recovers first before the others.
 */
final class Lineup {

    private final Route route;
    private final Standings standings;
    private final Optional<String> conversation;
    private final long now;
    private final List<Entry> well = new ArrayList<>();
    private final List<Entry> spare = new ArrayList<>();
    private final List<Entry> fallback = new ArrayList<>();
    private final List<Entry> spent = new ArrayList<>();
    private final List<Candidate> aside = new ArrayList<>();
    private final List<Plan.Skipped> skipped = new ArrayList<>();
    private @Nullable Level refill;

    private Lineup(Route route, Standings standings, Optional<String> conversation, long now) {
        this.route = route;
        this.standings = standings;
        this.conversation = conversation;
        this.now = now;
    }

    /** @throws FaultException if no selector agrees, or the quotas of all that remain are used up */
    static Plan plan(
            Route route, Standings standings, Supplier<JsonNode> body, Optional<String> conversation, long now) {
        Lineup lineup = new Lineup(route, standings, conversation, now);
        route.primaries().forEach(candidate -> lineup.add(candidate, body, true));
        route.fallbacks().forEach(candidate -> lineup.add(candidate, body, false));
        return lineup.plan();
    }

    private void add(Candidate candidate, Supplier<JsonNode> body, boolean primary) {
        if (candidate.standing().disabled()) {
            skipped.add(new Plan.Skipped(candidate.target(), Plan.Reason.DISABLED));
            return;
        }
        if (!candidate.accepts(body)) {
            skipped.add(new Plan.Skipped(candidate.target(), Plan.Reason.SELECTOR));
            return;
        }
        double remaining = remaining(candidate);
        if (remaining <= 0) {
            skipped.add(new Plan.Skipped(candidate.target(), Plan.Reason.QUOTA));
            return;
        }
        Standing standing = candidate.standing();
        if (!standing.ready(now)) {
            aside.add(candidate);
            return;
        }
        int factor = standing.factor(now);
        int weight = standing.weight().orElse(candidate.weight());
        double share = standing.weight().isPresent()
                ? candidate.share() / Math.max(1, candidate.weight()) * weight
                : candidate.share();
        Entry entry = new Entry(candidate, share * factor / 100, remaining, now);
        if (factor == 0) {
            spent.add(entry.withWeight(1));
        } else if (!primary) {
            fallback.add(entry);
        } else if (weight == 0) {
            (route.order().sparesZero() ? spare : well).add(entry.withWeight(1));
        } else {
            well.add(entry);
        }
    }

    /** What is left of the scarcest bucket; remembers when the first of those that are used up is full again. */
    private double remaining(Candidate candidate) {
        if (candidate.buckets().isEmpty()) {
            return 1;
        }
        double least = 1;
        Level opens = null;
        for (Level level : standings.quotas().levels(candidate.buckets())) {
            least = Math.min(least, level.ratio());
            if (level.full() && (opens == null || level.end().isAfter(opens.end()))) {
                opens = level;
            }
        }
        if (opens != null && (refill == null || opens.end().isBefore(refill.end()))) {
            refill = opens;
        }
        return least;
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
        if (targets.isEmpty()) {
            throw new FaultException(nobody());
        }
        return new Plan(targets, route.group(), recovers, conversation, skipped);
    }

    private Fault nobody() {
        if (refill == null && skipped.stream().anyMatch(each -> each.reason() == Plan.Reason.DISABLED)) {
            return Fault.of(Fault.Kind.OVERLOADED, "Every model of '" + route.name() + "' is switched off");
        }
        if (refill == null) {
            return Fault.of(Fault.Kind.NOT_FOUND, "No model in group '" + route.name() + "' matches this request")
                    .withCode("model_not_found");
        }
        return Fault.of(Fault.Kind.RATE_LIMITED, "The limits of every model of '" + route.name() + "' are used up")
                .withCode("rate_limit_exceeded")
                .withRetryAfter(Duration.ofMillis(Math.max(0, refill.end().toEpochMilli() - now)))
                .withAllowance(refill.allowance());
    }

    /** The strategy orders only the class that the choice falls into, so that nothing else pays for a turn it did not get. */
    private Optional<Entry> first() {
        for (List<Entry> entries : List.of(well, spare, fallback, spent)) {
            if (!entries.isEmpty()) {
                if (entries.size() > 1 && entries != fallback) {
                    arrange(entries);
                }
                return Optional.of(entries.getFirst());
            }
        }
        return Optional.empty();
    }

    private void arrange(List<Entry> entries) {
        boolean keeps = route.group().map(Config.Group::affinity).isPresent();
        if (keeps && conversation.isPresent()) {
            standings.affinity().arrange(entries, route.name(), conversation.get());
        } else {
            route.order().arrange(entries);
        }
    }
}
