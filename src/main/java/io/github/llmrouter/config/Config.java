package io.github.llmrouter.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The whole configuration as it was written down: immutable, already checked, knows no behaviour. */
public record Config(
        Server server,
        Access access,
        Map<String, Provider> providers,
        Map<String, Model> models,
        Map<String, Group> groups,
        Strategy strategy,
        @Nullable String defaultModel,
        Map<String, VirtualModel> virtualModels,
        Amp amp,
        boolean debugHeaders,
        List<String> warnings) {

    /** Without virtual models, Amp and debug headers. */
    public Config(
            Server server,
            Access access,
            Map<String, Provider> providers,
            Map<String, Model> models,
            Map<String, Group> groups,
            Strategy strategy,
            @Nullable String defaultModel,
            List<String> warnings) {
        this(server, access, providers, models, groups, strategy, defaultModel, Map.of(), Amp.NONE, false, warnings);
    }

    public Config withServer(Server server) {
        return new Config(
                server,
                access,
                providers,
                models,
                groups,
                strategy,
                defaultModel,
                virtualModels,
                amp,
                debugHeaders,
                warnings);
    }

    public Config withAccess(Access access) {
        return new Config(
                server,
                access,
                providers,
                models,
                groups,
                strategy,
                defaultModel,
                virtualModels,
                amp,
                debugHeaders,
                warnings);
    }

    public Config withModels(Map<String, Model> models) {
        return new Config(
                server,
                access,
                providers,
                models,
                groups,
                strategy,
                defaultModel,
                virtualModels,
                amp,
                debugHeaders,
                warnings);
    }

    /** With other providers, also for the models. */
    Config withProviders(UnaryOperator<Provider> change) {
        Map<String, Provider> changed = new LinkedHashMap<>();
        providers.forEach((name, provider) -> changed.put(name, change.apply(provider)));
        Map<String, Model> served = new LinkedHashMap<>();
        models.forEach((name, model) -> {
            Provider provider = changed.get(model.provider().name());
            served.put(name, provider == null ? model : model.with(provider));
        });
        return new Config(
                server,
                access,
                Collections.unmodifiableMap(changed),
                Collections.unmodifiableMap(served),
                groups,
                strategy,
                defaultModel,
                virtualModels,
                amp,
                debugHeaders,
                warnings);
    }

    /** Nothing to route to: what stands in for a configuration that cannot be read. */
    public static Config empty() {
        return new Config(
                new Server(
                        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(120)),
                        32L << 20,
                        Duration.ofSeconds(30),
                        new Cors(List.of(), false),
                        true,
                        false,
                        null,
                        List.of(),
                        1000,
                        Duration.ofSeconds(15),
                        null,
                        false,
                        0,
                        0),
                new Access(List.of(), List.of()),
                Map.of(),
                Map.of(),
                Map.of(),
                Strategy.ROUNDROBIN,
                null,
                List.of());
    }

    /**
     * What is true of the whole router.
     *
     * @param bodyLimit bytes of a request body
     * @param grace how long open streams may go on at shutdown
     * @param echoRequestedModel answers name the model that was asked for instead of the one that answered
     * @param certificates PEM files of certificate authorities, beside the JVM's own
     * @param heartbeat silence of a stream after which the client gets a sign of life
     * @param dataDirectory where records are kept on disk, null for memory only
     * @param openMetrics whether /metrics needs no admin key
     * @param port where the stand-alone program listens, 0 if that is not said
     * @param demo port on loopback where the scripted upstream shall listen, 0 for none
     */
    public record Server(
            Timeouts timeouts,
            long bodyLimit,
            Duration grace,
            Cors cors,
            boolean compression,
            boolean echoRequestedModel,
            @Nullable Proxy proxy,
            List<Path> certificates,
            int maxConnections,
            Duration heartbeat,
            @Nullable Path dataDirectory,
            boolean openMetrics,
            int port,
            int demo) {}

    /** No total limit: a healthy stream may run for hours. */
    public record Timeouts(Duration connect, Duration firstByte, Duration idle) {}

    /** {@code origins} may hold {@code *}; empty means no CORS headers. */
    public record Cors(List<String> origins, boolean credentials) {}

    /** @param exceptions host names, {@code .suffix}es or {@code *}, as in NO_PROXY */
    public record Proxy(
            Scheme scheme,
            String host,
            int port,
            @Nullable String user,
            @Nullable String password,
            List<String> exceptions) {

        /** {@code SOCKS5H} lets the proxy resolve names. */
        public enum Scheme {
            HTTP,
            HTTPS,
            SOCKS5,
            SOCKS5H
        }

        @Override
        public String toString() {
            return scheme + "://" + (user == null ? "" : "***@") + host + ":" + port;
        }
    }

    /** Who may use the router; open when there is no key. */
    public record Access(
            List<AccessKey> keys,
            List<AccessKey> adminKeys,
            List<Principal> principals,
            @Nullable TrustedProxy trustedProxy) {

        /** Keys alone. */
        public Access(List<AccessKey> keys, List<AccessKey> adminKeys) {
            this(keys, adminKeys, List.of(), null);
        }

        public boolean open() {
            return keys.isEmpty() && principals.isEmpty();
        }
    }

    /** What users may do whom the container itself has authenticated and who have this role. */
    public record Principal(String role, List<String> models, List<Limit> limits, boolean strict) {}

    /**
     * A proxy that logs people in and tells who they are.
     *
     * @param addresses of the proxy, each an address or a network as {@code 10.0.0.0/8}
     */
    public record TrustedProxy(List<String> addresses, String userHeader, String groupsHeader) {}

    /** @param models names that this key may use, empty for all; {@code strict} refuses semantic losses */
    public record AccessKey(String name, String secret, List<String> models, List<Limit> limits, boolean strict) {
        @Override
        public String toString() {
            return "AccessKey[" + name + "]";
        }
    }

    /**
     * Where models are and how they are called.
     *
     * @param dialect the api_type
     * @param base what the vendor's own clients take as base URL
     * @param proxy own proxy, null for the server's
     * @param direct never use a proxy
     * @param quirks overrides of what a dialect would derive from a model's name
     */
    public record Provider(
            String name,
            String dialect,
            URI base,
            List<Key> keys,
            Map<String, String> rewriteHeader,
            ObjectNode rewriteBody,
            @Nullable Proxy proxy,
            boolean direct,
            Timeouts timeouts,
            List<ProviderLimit> limits,
            Map<String, String> quirks) {

        Provider withProxy(Proxy proxy) {
            return new Provider(
                    name, dialect, base, keys, rewriteHeader, rewriteBody, proxy, direct, timeouts, limits, quirks);
        }

        /** Headers may hold secrets. */
        @Override
        public String toString() {
            return "Provider[" + name + "]";
        }
    }

    /** An upstream credential; may be empty for upstreams that want none. */
    public record Key(String name, String secret, List<Limit> limits) {
        @Override
        public String toString() {
            return "Key[" + name + "]";
        }
    }

    /**
     * A name for one upstream model at one provider.
     *
     * @param name as clients may ask for it: {@code model_name}, or {@code provider/model}
     * @param upstream the provider's own name of the model
     * @param fallbacks names of models or groups to try when every target of this one failed
     */
    public record Model(
            String name,
            Provider provider,
            String upstream,
            List<String> fallbacks,
            @Nullable Long contextWindow,
            @Nullable Long maxOutput,
            @Nullable Price price,
            Map<String, Boolean> capabilities) {

        Model with(Provider provider) {
            return new Model(name, provider, upstream, fallbacks, contextWindow, maxOutput, price, capabilities);
        }
    }

    /** Dollars per million tokens; null where unknown. */
    public record Price(
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite) {}

    /**
     * A name that stands for several models; an alias is a group. It may be called like a model: clients then get the group,
     * and whatever else names it (members, fallbacks) gets the model.
     *
     * @param fallbacks names of models or groups to try when every member failed
     * @param strict refuse what a conversion would lose
     * @param hedgeAfter how long to wait for an answer before asking the next target as well, null for never
     * @param affinity how long a conversation stays on its target, null for no such tie
     */
    public record Group(
            String name,
            Strategy strategy,
            List<Member> members,
            List<String> fallbacks,
            boolean strict,
            @Nullable Duration hedgeAfter,
            @Nullable Duration affinity) {}

    /**
     * One choice of a group.
     *
     * @param model the name of a model, or else of a group
     * @param weight higher is more, 0 for only if nothing else is left
     * @param selector jq, null for always
     * @param position where the selector stands, as {@code file:line:column}
     */
    public record Member(String model, int weight, @Nullable String selector, String position) {}

    /**
     * A name whose answers are given by a model that another model, the router model, chooses for each conversation.
     *
     * @param goal what the router model is told to aim for
     * @param candidates names of models or groups; empty for every model
     * @param discover the provider whose list of models is offered as well, null for none
     * @param refresh how often that list is read again
     * @param routerModel who chooses, null for the cheapest candidate whose price is known
     * @param attempts answers that are tried, each with a decision of its own
     * @param timeout of one decision
     * @param cache how long a conversation keeps its decision, zero for not at all
     * @param limits of what one caller's decisions may cost; beyond them rules decide
     * @param debug tell the decision's reason and confidence in headers
     */
    public record VirtualModel(
            String name,
            String goal,
            List<String> candidates,
            @Nullable String discover,
            Duration refresh,
            @Nullable String routerModel,
            int attempts,
            Duration timeout,
            Duration cache,
            List<Limit> limits,
            boolean debug) {}

    /**
     * Which model answers Amp, by what Amp says of its request; keys other than models are in lower case.
     *
     * @param fallback for what nothing else matches, null for the default model
     * @param agentModes by agent, then by mode
     * @param capture log what Amp's requests look like, without their content
     */
    public record Amp(
            boolean enabled,
            @Nullable String fallback,
            Map<String, String> modes,
            Map<String, String> agents,
            Map<String, Map<String, String>> agentModes,
            Map<String, String> applications,
            Map<String, String> models,
            boolean capture) {

        public static final Amp NONE = new Amp(true, null, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), false);
    }

    /** A bucket that is counted for one key, caller or group. Exactly one of requests, tokens, money is set. */
    public record Limit(
            String id,
            @Nullable Long requests,
            @Nullable Long tokens,
            @Nullable BigDecimal money,
            Window window) {}

    /** A bucket of a provider; {@code models} empty for all of its models together. */
    public record ProviderLimit(Limit limit, List<String> models) {}

    /** Fixed windows, aligned in UTC. */
    public record Window(Unit unit, int size) {
        /** Seconds to days align to the epoch, weeks to Monday, months to the calendar. */
        public enum Unit {
            SECOND,
            MINUTE,
            HOUR,
            DAY,
            WEEK,
            MONTH
        }
    }

    /** How targets are ordered. */
    public enum Strategy {
        ORDERED,
        ROUNDROBIN,
        RANDOM,
        LEASTCONN,
        WEIGHTED_RR,
        QUOTA_AWARE_WEIGHTED_RR,
        AUTO,
        LEAST_USAGE;

        /** As it is written: {@code weighted-rr}. */
        public String written() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The strategy that is written so, with dashes or underscores. */
        public static Optional<Strategy> of(String written) {
            return Arrays.stream(values())
                    .filter(strategy -> strategy.written().equals(written.replace('_', '-')))
                    .findFirst();
        }
    }
}
