package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.selector.Selector;
import io.github.llmrouter.routing.selector.SelectorException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Map<String, Optional<Selector>> selectors = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Routes(Config config, Standings standings, RandomGenerator random) {
        this.config = config;
        this.standings = standings;
        this.random = random;
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
            Config.Group inner = group(only.model());
            if (inner == null || selector(only).isPresent()) {
                break;
            }
            meant = inner;
        }
        return meant;
    }

    /** What a member or a fallback calls by this name is a model, if there is one. */
    private Config.@Nullable Group group(String name) {
        return config.models().containsKey(name) ? null : config.groups().get(name);
    }

    private void add(
            Map<String, Candidate> all,
            Rotation rotation,
            Config.Member member,
            @Nullable Integer outerWeight,
            List<Selector> outer,
            Set<String> within) {
        int weight = outerWeight == null || member.weight() == 0 ? member.weight() : outerWeight;
        List<Selector> both = new ArrayList<>(outer);
        selector(member).ifPresent(both::add);
        Config.Group group = group(member.model());
        Config.Model model = config.models().get(member.model());
        if (group != null && within.add(group.name())) {
            group.members().forEach(inner -> add(all, rotation, inner, weight, both, within));
            within.remove(group.name());
        } else if (model != null) {
            add(all, rotation, model, weight, both);
        }
    }

    private void add(
            Map<String, Candidate> all, Rotation rotation, Config.Model model, int weight, List<Selector> selectors) {
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
                            buckets(target),
                            rotation.turn(target)));
        }
    }

    /** The provider's limits that name this model, or no model, and the key's own. */
    static List<Bucket> buckets(Target target) {
        Config.Model model = target.model();
        Config.Provider provider = target.provider();
        Set<String> names =
                Set.copyOf(List.of(model.name(), model.upstream(), provider.name() + '/' + model.upstream()));
        List<Config.Limit> limits = provider.limits().stream()
                .filter(limit ->
                        limit.models().isEmpty() || limit.models().stream().anyMatch(names::contains))
                .map(Config.ProviderLimit::limit)
                .toList();
        List<Bucket> buckets = new ArrayList<>(Bucket.of("provider/" + provider.name(), limits));
        buckets.addAll(Bucket.of(
                "key/" + provider.name() + '/' + target.key().name(),
                target.key().limits()));
        return List.copyOf(buckets);
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

    /** Each text is compiled once; a blank one is none. */
    private Optional<Selector> selector(Config.Member member) {
        String text = member.selector();
        return text == null || text.isBlank()
                ? Optional.empty()
                : selectors.computeIfAbsent(text, source -> compiled(source, member.position()));
    }

    private Optional<Selector> compiled(String text, String position) {
        try {
            return Optional.of(Selector.compile(text));
        } catch (SelectorException e) {
            problems.add(
                    "%s: selector, line %d, column %d: %s".formatted(position, e.line(), e.column(), e.getMessage()));
            return Optional.empty();
        }
    }

    List<Selector> selectors() {
        return selectors.values().stream().flatMap(Optional::stream).toList();
    }
}
