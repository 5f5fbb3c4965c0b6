package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Access;
import io.github.llmrouter.config.Config.AccessKey;
import io.github.llmrouter.config.Config.Proxy;
import io.github.llmrouter.config.Config.Server;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was said outside the file and wins over it: the command line says it by context parameters, which a container may
 * have, too.
 *
 * @param token one more key for clients
 * @param proxy of all upstream calls that have no own
 */
public record Overrides(@Nullable String token, @Nullable Proxy proxy) {

    /** The context parameter with the path of the configuration. */
    public static final String CONFIG = "llm-router.config";

    /** The context parameter with one more key for clients. */
    public static final String TOKEN = "llm-router.token";

    /** The context parameter with the proxy's URL. */
    public static final String PROXY = "llm-router.proxy";

    /**
     * Reads the parameters; the proxy's exceptions are those of the environment's {@code NO_PROXY}.
     *
     * @throws IllegalArgumentException if the proxy's URL is none
     */
    public static Overrides read(Function<String, @Nullable String> parameters) {
        String proxy = parameters.apply(PROXY);
        String exceptions = System.getenv("no_proxy") == null ? System.getenv("NO_PROXY") : System.getenv("no_proxy");
        return new Overrides(
                parameters.apply(TOKEN), proxy == null ? null : Proxies.parse(proxy, Proxies.list(exceptions)));
    }

    public Config apply(Config config) {
        return config.withServer(server(config.server())).withAccess(access(config.access()));
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
