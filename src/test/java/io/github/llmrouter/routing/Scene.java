package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.Config.Group;
import io.github.llmrouter.config.Config.Key;
import io.github.llmrouter.config.Config.Member;
import io.github.llmrouter.config.Config.Model;
import io.github.llmrouter.config.Config.Provider;
import io.github.llmrouter.config.Config.ProviderLimit;
import io.github.llmrouter.config.Config.Strategy;
import io.github.llmrouter.config.Config.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** A configuration under construction, with a clock that the test turns and a seeded source of randomness. */
final class Scene implements InstantSource {

    static final Supplier<JsonNode> NO_BODY = () -> {
        throw new AssertionError("nobody should ask for the body");
    };

    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private Strategy strategy = Strategy.ORDERED;
    private String defaultModel;
    private volatile Instant now = Instant.parse("2026-03-04T05:06:07Z");
    final Standings standings;

    Scene() {
        this(Rules.DEFAULTS);
    }

    Scene(Rules rules) {
        standings = new Standings(this, rules, new LocalQuotas(this));
    }

    @Override
    public Instant instant() {
        return now;
    }

    Scene pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    Scene at(String time) {
        now = Instant.parse(time);
        return this;
    }

    Scene strategy(Strategy strategy) {
        this.strategy = strategy;
        return this;
    }

    Scene defaultModel(String name) {
        defaultModel = name;
        return this;
    }

    Scene provider(String name, String... secrets) {
        return provider(name, List.of(), secrets);
    }

    Scene provider(String name, List<ProviderLimit> limits, String... secrets) {
        List<Key> keys = Arrays.stream(secrets)
                .map(secret -> new Key("key" + (Arrays.asList(secrets).indexOf(secret) + 1), secret, List.of()))
                .toList();
        Timeouts timeouts = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        providers.put(
                name,
                new Provider(
                        name,
                        "openai",
                        URI.create("http://localhost:1/" + name),
                        keys,
                        Map.of(),
                        JsonNodeFactory.instance.objectNode(),
                        null,
                        false,
                        timeouts,
                        limits,
                        Map.of()));
        return this;
    }

    /** A model whose name is the upstream's, at a provider of one key which is made if need be. */
    Scene model(String name, String provider, String... fallbacks) {
        if (!providers.containsKey(provider)) {
            provider(provider, "secret-" + provider);
        }
        models.put(
                name, new Model(name, providers.get(provider), name, List.of(fallbacks), null, null, null, Map.of()));
        return this;
    }

    static Member member(String model, int weight) {
        return new Member(model, weight, null, "here:1:1");
    }

    static Member member(String model, int weight, String selector) {
        return new Member(model, weight, selector, "here:1:1");
    }

    Scene group(String name, Strategy strategy, Member... members) {
        return group(name, strategy, List.of(), null, members);
    }

    Scene group(String name, Strategy strategy, List<String> fallbacks, Duration affinity, Member... members) {
        groups.put(name, new Group(name, strategy, List.of(members), fallbacks, false, null, affinity));
        return this;
    }

    Config config() {
        return new Config(
                null,
                new Config.Access(List.of(), List.of()),
                providers,
                models,
                groups,
                strategy,
                defaultModel,
                List.of());
    }

    Router router() {
        return Router.compile(config(), standings, new Random(42), this);
    }

    Standing standing(Router router, String upstream) {
        return standings.of(router.targets().stream()
                .filter(target -> target.label().endsWith("/" + upstream))
                .findFirst()
                .orElseThrow());
    }

    static String first(Router router, String name) {
        return router.plan(name, NO_BODY).targets().getFirst().model().upstream();
    }

    static List<String> all(Router router, String name) {
        return router.plan(name, NO_BODY).targets().stream()
                .map(target -> target.model().upstream())
                .toList();
    }
}
