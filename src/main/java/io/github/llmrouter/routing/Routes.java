package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.config.Config;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a configuration's names into routes.
 *
 * <p>A group in a group is flattened: its members take the outer weight (0 stays 0) and the outer selector as well as their
 * own. A group whose only member is a group, without a selector, is another name for it and shares its weights, its rotation
 * and, unless it has an own one, its strategy.
 */
final class Routes {

    /** Can be divided by every number of keys up to ten, so that shares stay whole. */
    private static final int SHARES = 2520;

    private final Config config;
    private final Standings standings;
    private final RandomGenerator random;
    private final Function<String, Predicate<JsonNode>> selectors;
    private final Map<String, Predicate<JsonNode>> compiled = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Routes(
            Config config,
            Standings standings,
            RandomGenerator random,
            Function<String, Predicate<JsonNode>> selectors) {
        this.config = config;
        this.standings = standings;
        this.random = random;
        this.selectors = selectors;
    }

    /** All routes by name, groups first. Throws IllegalArgumentException with a line for each bad selector. */
    Map<String, Route> compile() {
        Map<String, Route> routes = new LinkedHashMap<>();
        config.groups().forEach((name, group) -> routes.put(name, route(group)));
        config.models().forEach((name, model) -> routes.computeIfAbsent(name, key -> route(model)));
        config.models()
                .values()
                .forEach(model ->
                        routes.computeIfAbsent(model.provider().name() + '/' + model.upstream(), key -> route(model)));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return routes;
    }

    private Route route(Config.Group group) {
        Config.Group meant = meant(group);
        Rotation rotation = standings.rotation(meant.name());
        Map<String, Candidate> primaries = new LinkedHashMap<>();
        for (Config.Member member : meant.members()) {
            add(primaries, rotation, member, null, List.of(), new HashSet<>(Set.of(meant.name())));
        }
        Config.Strategy strategy = group.strategy() == config.strategy() ? meant.strategy() : group.strategy();
        List<String> fallbacks = new ArrayList<>(group.fallbacks());
        fallbacks.addAll(meant.fallbacks());
        return route(group.name(), Optional.of(group), strategy, rotation, primaries, fallbacks);
    }

    private Route route(Config.Model model) {
        Rotation rotation = standings.rotation("model " + model.name());
        Map<String, Candidate> primaries = new LinkedHashMap<>();
        add(primaries, rotation, model, 1, List.of());
        return route(model.name(), Optional.empty(), config.strategy(), rotation, primaries, List.of());
    }

    private Route route(
            String name,
            Optional<Config.Group> group,
            Config.Strategy strategy,
            Rotation rotation,
            Map<String, Candidate> primaries,
            List<String> fallbacks) {
        return new Route(
                name,
                group,
                Order.of(strategy, rotation, random),
                List.copyOf(primaries.values()),
                fallbacks(rotation, primaries, fallbacks));
    }

    private Config.Group meant(Config.Group group) {
        Set<String> seen = new HashSet<>();
        Config.Group meant = group;
        while (meant.members().size() == 1 && seen.add(meant.name())) {
            Config.Member only = meant.members().getFirst();
            Config.Group inner = config.groups().get(only.model());
            if (inner == null || only.selector() != null) {
                break;
            }
            meant = inner;
        }
        return meant;
    }

    private void add(
            Map<String, Candidate> all,
            Rotation rotation,
            Config.Member member,
            @Nullable Integer outerWeight,
            List<Predicate<JsonNode>> outer,
            Set<String> within) {
        int weight = outerWeight == null || member.weight() == 0 ? member.weight() : outerWeight;
        List<Predicate<JsonNode>> both = new ArrayList<>(outer);
        if (member.selector() != null) {
            both.add(selector(member.selector(), member.position()));
        }
        Config.Group group = config.groups().get(member.model());
        Config.Model model = config.models().get(member.model());
        if (group != null && within.add(group.name())) {
            group.members().forEach(inner -> add(all, rotation, inner, weight, both, within));
            within.remove(group.name());
        } else if (model != null) {
            add(all, rotation, model, weight, both);
        }
    }

    private void add(
            Map<String, Candidate> all,
            Rotation rotation,
            Config.Model model,
            int weight,
            List<Predicate<JsonNode>> selectors) {
        List<Target> targets = standings.targets(model);
        double share = Math.rint((double) weight * SHARES / targets.size());
        for (Target target : targets) {
            all.putIfAbsent(
                    target.id(),
                    new Candidate(
                            target,
                            standings.of(target),
                            weight,
                            share,
                            List.copyOf(selectors),
                            rotation.turn(target)));
        }
    }

    /** The group's own fallbacks, then those of its models, then the fallbacks of these; nothing twice. */
    private List<Candidate> fallbacks(Rotation rotation, Map<String, Candidate> primaries, List<String> own) {
        Deque<String> names = new ArrayDeque<>(own);
        primaries
                .values()
                .forEach(primary -> names.addAll(primary.target().model().fallbacks()));
        Map<String, Candidate> found = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        while (!names.isEmpty()) {
            String name = names.remove();
            if (seen.add(name)) {
                Map<String, Candidate> added = new LinkedHashMap<>();
                add(added, rotation, new Config.Member(name, 1, null, ""), null, List.of(), new HashSet<>());
                added.values().forEach(candidate -> {
                    names.addAll(candidate.target().model().fallbacks());
                    found.putIfAbsent(candidate.target().id(), candidate);
                });
            }
        }
        return found.values().stream()
                .filter(candidate -> !primaries.containsKey(candidate.target().id()))
                .toList();
    }

    private Predicate<JsonNode> selector(String text, String position) {
        return compiled.computeIfAbsent(text, source -> {
            try {
                return selectors.apply(source);
            } catch (IllegalArgumentException e) {
                problems.add(position + ": " + e.getMessage());
                return body -> false;
            }
        });
    }
}
