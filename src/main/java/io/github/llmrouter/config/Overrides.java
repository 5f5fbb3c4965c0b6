package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Access;
import io.github.llmrouter.config.Config.AccessKey;
import io.github.llmrouter.config.Config.Provider;
import io.github.llmrouter.config.Config.Proxy;
import io.github.llmrouter.config.Config.Server;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was said outside the file and wins over it: the command line says it by context parameters, which a container may
 * have, too.
 *
 * @param token one more key for clients
 * @param proxy of all upstream calls that have no own
 * @param environment looks up {@code HTTP_PROXY} and its kin, which count where nothing else names a proxy; null if they do not
 */
public record Overrides(
        @Nullable String token,
        @Nullable Proxy proxy,
        @Nullable Function<String, @Nullable String> environment) {

    /** The context parameter with the path of the configuration. */
    public static final String CONFIG = "llm-router.config";

    /** The context parameter with one more key for clients. */
    public static final String TOKEN = "llm-router.token";

    /** The context parameter with the proxy's URL. */
    public static final String PROXY = "llm-router.proxy";

    /** The context parameter that makes {@code HTTP_PROXY} and its kin count, if it is {@code true}. */
    public static final String PROXY_ENVIRONMENT = "llm-router.proxy-environment";

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads the parameters; the proxy's exceptions are those of the environment's {@code NO_PROXY}.
     *
     * @throws IllegalArgumentException if the proxy's URL is none
     */
    public static Overrides read(Function<String, @Nullable String> parameters) {
        return read(parameters, System::getenv);
    }

    static Overrides read(
            Function<String, @Nullable String> parameters, Function<String, @Nullable String> environment) {
        String proxy = parameters.apply(PROXY);
        String lower = environment.apply("no_proxy");
        List<String> exceptions = Proxies.list(lower == null ? environment.apply("NO_PROXY") : lower);
        return new Overrides(
                parameters.apply(TOKEN),
                proxy == null ? null : Proxies.parse(proxy, exceptions),
                Boolean.parseBoolean(parameters.apply(PROXY_ENVIRONMENT)) ? environment : null);
    }

    /** @throws IllegalArgumentException if a variable that names a proxy is none */
    public Config apply(Config config) {
        Config changed = config.withServer(server(config.server())).withAccess(access(config.access()));
        return environment == null || changed.server().proxy() != null
                ? changed
                : changed.withProviders(provider -> proxied(provider, environment));
    }

    /** What is on this machine needs no proxy. */
    private static Provider proxied(Provider provider, Function<String, @Nullable String> environment) {
        String host = String.valueOf(provider.base().getHost()).toLowerCase(Locale.ROOT);
        if (provider.proxy() != null || provider.direct() || HERE.contains(host)) {
            return provider;
        }
        String scheme = String.valueOf(provider.base().getScheme()).toLowerCase(Locale.ROOT);
        try {
            return Proxies.fromEnvironment(scheme, environment)
                    .map(provider::withProxy)
                    .orElse(provider);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the environment's proxy for " + scheme + ":// is none: " + e.getMessage(), e);
        }
    }

    private Access access(Access access) {
        if (token == null) {
            return access;
        }
        AccessKey key = new AccessKey("token", token, List.of(), List.of(), false);
        return new Access(
                Stream.concat(access.keys().stream(), Stream.of(key)).toList(),
                access.adminKeys(),
                access.principals(),
                access.trustedProxy());
    }

    private Server server(Server server) {
        return new Server(
                server.timeouts(),
                server.bodyLimit(),
                server.grace(),
                server.cors(),
                server.compression(),
                server.echoRequestedModel(),
                proxy == null ? server.proxy() : proxy,
                server.certificates(),
                server.maxConnections(),
                server.heartbeat(),
                server.dataDirectory(),
                server.openMetrics(),
                server.port(),
                server.demo());
    }

    @Override
    public String toString() {
        return "Overrides[" + (token == null ? "" : "token, ") + proxy + "]";
    }
}
