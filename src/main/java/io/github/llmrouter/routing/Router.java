package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.selector.Selector;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers, for one configuration, which targets may serve a request and in which order. For any number of threads. */
public final class Router {

    /** Asks for the default model, as an absent name does. */
    private static final String SMART = "smart";

    private static final String ALIAS = "alias:";

    private final Config config;
    private final Standings standings;
    private final Map<String, Route> routes;
    private final List<Selector> selectors;
    private final List<Target> targets;
    private final Map<String, List<Bucket>> buckets;
    private final InstantSource clock;

    private Router(Config config, Standings standings, RandomGenerator random, InstantSource clock) {
        Routes compiled = new Routes(config, standings, random);
        this.config = config;
        this.standings = standings;
        this.clock = clock;
        routes = compiled.compile();
        selectors = compiled.selectors();
        targets = targets(routes);
        buckets = candidates(routes)
                .collect(Collectors.toMap(
                        candidate -> bucketKey(candidate.target()), Candidate::buckets, (one, same) -> one));
    }

    /**
     * Compiles groups and selectors.
     *
     * @param random must be safe for many threads
     * @throws IllegalArgumentException with a line for each bad selector, its position in front
     */
    public static Router compile(Config config, Standings standings, RandomGenerator random, InstantSource clock) {
        return new Router(config, standings, random, clock);
    }

    /** Chooses for a request that belongs to no conversation; as {@link #plan(String, Supplier, Optional)}. */
    public Plan plan(@Nullable String name, Supplier<JsonNode> body) {
        return plan(name, body, Optional.empty());
    }

    /**
     * Chooses. If the first target is to be probed, the plan holds the only permission to do so for a moment.
     *
     * @param name a group, an alias, a model or provider/model; null, empty or {@code smart} for the default model
     * @param body the client's own body, asked for at most once and only if a selector needs it
     * @param conversation what is equal in all requests of a conversation; only groups with affinity heed it
     * @throws FaultException not found, if the name is unknown or nothing in the group takes such a request; rate limited, if
     *     the quotas of everything that would take it are used up
     */
    public Plan plan(@Nullable String name, Supplier<JsonNode> body, Optional<String> conversation) {
        return plan(name, body, () -> conversation);
    }

    /**
     * As {@link #plan(String, Supplier, Optional)}.
     *
     * @param conversation asked for only if the group has affinity
     */
    public Plan plan(@Nullable String name, Supplier<JsonNode> body, Conversation conversation) {
        Route route = route(name);
        boolean keeps = route.group().map(Config.Group::affinity).isPresent();
        Optional<String> key = keeps ? conversation.key() : Optional.empty();
        return Lineup.plan(route, standings, new Once(body), key, clock.millis());
    }

    /** Knows which conversation a request belongs to. */
    public interface Conversation {
        Optional<String> key();
    }

    /** Keeps the plan's conversation, if its group wants that, on the target that answered: after a failover a new one. */
    public void answered(Plan plan, Target target) {
        plan.affinity()
                .ifPresent(time -> standings
                        .affinity()
                        .pin(
                                plan.group().orElseThrow().name(),
                                plan.conversation().orElseThrow(),
                                target,
                                time));
    }

    /** What a request to this target must be admitted by. */
    public List<Bucket> buckets(Target target) {
        return buckets.getOrDefault(bucketKey(target), List.of());
    }

    /**
     * What stands behind a name at this moment and what speaks against each target, primaries first. Changes nothing: no
     * rotation moves on, no probe is taken.
     *
     * @throws FaultException not found, if the name is unknown
     */
    public List<Verdict> explain(@Nullable String name, Supplier<JsonNode> body) {
        Route route = route(name);
        Supplier<JsonNode> once = new Once(body);
        long now = clock.millis();
        return Stream.concat(
                        route.primaries().stream().map(each -> Verdict.of(each, true, once, standings.quotas(), now)),
                        route.fallbacks().stream().map(each -> Verdict.of(each, false, once, standings.quotas(), now)))
                .toList();
    }

    /** Everything that can be asked for: groups and models, in the order of the configuration. */
    public List<Name> names() {
        Map<String, Name> names = new LinkedHashMap<>();
        config.virtualModels().keySet().forEach(name -> names.put(name, new Name(name, Optional.empty())));
        config.groups().keySet().forEach(name -> names.putIfAbsent(name, new Name(name, Optional.empty())));
        config.models().forEach((name, model) -> names.putIfAbsent(name, new Name(name, Optional.of(model))));
        return List.copyOf(names.values());
    }

    /** All targets of this configuration. */
    public List<Target> targets() {
        return targets;
    }

    /** All compiled selectors, for their failure counts. */
    public List<Selector> selectors() {
        return selectors;
    }

    private static List<Target> targets(Map<String, Route> routes) {
        Map<String, Target> targets = new LinkedHashMap<>();
        candidates(routes)
                .forEach(candidate -> targets.putIfAbsent(candidate.target().id(), candidate.target()));
        return List.copyOf(targets.values());
    }

    private static Stream<Candidate> candidates(Map<String, Route> routes) {
        return routes.values().stream()
                .flatMap(route -> Stream.concat(route.primaries().stream(), route.fallbacks().stream()));
    }

    /** Two names of one target may have different limits. */
    private static String bucketKey(Target target) {
        return target.id() + ' ' + target.model().name();
    }

    private Route route(@Nullable String name) {
        String asked = name == null || name.isBlank() ? SMART : name;
        Route route = find(asked);
        if (route == null && asked.equals(SMART)) {
            if (config.defaultModel() == null) {
                throw notFound("No model was asked for, and no default model is configured");
            }
            route = find(config.defaultModel());
        }
        if (route == null) {
            throw notFound("Model '" + asked + "' not found");
        }
        return route;
    }

    private @Nullable Route find(String name) {
        Route route = routes.get(name);
        return route == null && name.startsWith(ALIAS) ? routes.get(name.substring(ALIAS.length())) : route;
    }

    private static FaultException notFound(String message) {
        return new FaultException(Fault.of(Fault.Kind.NOT_FOUND, message).withCode("model_not_found"));
    }

    /** Asks for a body once. For one thread. */
    private static final class Once implements Supplier<JsonNode> {

        private final Supplier<JsonNode> source;
        private @Nullable JsonNode body;

        Once(Supplier<JsonNode> source) {
            this.source = source;
        }

        @Override
        public JsonNode get() {
            JsonNode known = body;
            if (known == null) {
                known = source.get();
                body = known;
            }
            return known;
        }
    }
}
