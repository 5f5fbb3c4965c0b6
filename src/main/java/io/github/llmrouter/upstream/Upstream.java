package io.github.llmrouter.upstream;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.Proxies;
import io.github.llmrouter.upstream.UpstreamException.Kind;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The only place that opens connections to providers. For any thread; a call blocks its thread and can be ended by interrupting it
 * (on a virtual thread the socket is closed) or by closing the answer.
 */
public final class Upstream implements AutoCloseable {

    /** Says a proxy of itself: to our client it would mean one of theirs. */
    private static final int PROXY_WANTS_LOGIN = 407;

    private final Map<Profile, Pool> pools = new ConcurrentHashMap<>();

    /**
     * Sends a request and waits for the head of the answer, whatever its status. On a virtual thread it waits until the caller
     * interrupts it: there only connecting has a timeout of its own.
     *
     * @throws UpstreamException when there is no answer
     */
    public Answer send(Config.Server server, Config.Provider provider, Outgoing request) throws UpstreamException {
        return call(
                server,
                provider,
                request.uri(),
                request.headers(),
                call -> call.property(DirectConnector.WATCHED, true)
                        .post(Entity.entity(request.body(), MediaType.APPLICATION_JSON_TYPE)));
    }

    /**
     * Asks for something that is only read, such as a list of models.
     *
     * @throws UpstreamException when there is no answer
     */
    public Answer get(Config.Server server, Config.Provider provider, URI uri, Map<String, String> headers)
            throws UpstreamException {
        return call(server, provider, uri, headers, Invocation.Builder::get);
    }

    private Answer call(
            Config.Server server,
            Config.Provider provider,
            URI uri,
            Map<String, String> headers,
            Function<Invocation.Builder, Response> method)
            throws UpstreamException {
        Pool pool = enter(profile(server, provider, uri));
        try {
            Invocation.Builder call = pool.target(uri).request();
            headers.forEach(call::header);
            if (!headers.containsKey("user-agent")) {
                call.header("user-agent", "llm-router");
            }
            Answer answer = new Answer(method.apply(call), pool::leave);
            if (answer.status() == PROXY_WANTS_LOGIN) {
                answer.close();
                throw new UpstreamException(Kind.REFUSED, "the proxy refused the user name or password", null);
            }
            return answer;
        } catch (ProcessingException | IllegalStateException e) {
            pool.leave();
            throw failure(e, uri);
        } catch (RuntimeException | Error e) {
            pool.leave();
            throw e;
        }
    }

    /** After a reload: pools that no provider needs any more end with their last request. */
    public void retain(Config config) {
        Collection<Config.Model> models = config.models().values();
        Set<Profile> needed = new HashSet<>();
        for (Config.Model model : models) {
            needed.add(
                    profile(config.server(), model.provider(), model.provider().base()));
        }
        pools.forEach((profile, pool) -> {
            if (!needed.contains(profile) && pools.remove(profile, pool)) {
                pool.retire();
            }
        });
    }

    /** Connections that carry a request right now. */
    public int leased() {
        return pools.values().stream().mapToInt(Pool::leased).sum();
    }

    /** Connections that wait for the next request. */
    public int idle() {
        return pools.values().stream().mapToInt(Pool::idle).sum();
    }

    /** Makes the clients of these providers ready, so that the first request does not pay for it. */
    public void warm(Config config) {
        config.models().values().stream()
                .map(Config.Model::provider)
                .map(provider -> profile(config.server(), provider, provider.base()))
                .distinct()
                .forEach(profile -> pools.computeIfAbsent(profile, Upstream::open));
    }

    @Override
    public void close() {
        pools.values().forEach(Pool::closeNow);
        pools.clear();
    }

    private Pool enter(Profile profile) throws UpstreamException {
        while (true) {
            Pool pool;
            try {
                pool = pools.computeIfAbsent(profile, Upstream::open);
            } catch (IllegalStateException e) {
                throw new UpstreamException(Kind.TLS, String.valueOf(e.getMessage()), e);
            }
            if (pool.enter()) {
                return pool;
            }
            pools.remove(profile, pool);
        }
    }

    private static Pool open(Profile profile) {
        try {
            return new Pool(profile);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the configured certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static Profile profile(Config.Server server, Config.Provider provider, URI uri) {
        return new Profile(
                proxy(server, provider, uri),
                provider.timeouts().connect(),
                // The watch ends what is silent for too long; the socket's own timeout only backs it up.
                provider.timeouts().firstByte().compareTo(provider.timeouts().idle()) > 0
                        ? provider.timeouts().firstByte().plusSeconds(5)
                        : provider.timeouts().idle().plusSeconds(5),
                server.certificates(),
                server.maxConnections());
    }

    private static Config.@Nullable Proxy proxy(Config.Server server, Config.Provider provider, URI uri) {
        Config.Proxy proxy = provider.proxy() == null ? server.proxy() : provider.proxy();
        return proxy == null || provider.direct() || Proxies.excepted(proxy, uri.getHost()) ? null : proxy;
    }

    private static UpstreamException failure(RuntimeException e, URI uri) {
        Throwable cause = e;
        while (cause instanceof ProcessingException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String where = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return switch (cause) {
            case UnknownHostException u ->
                new UpstreamException(Kind.UNKNOWN_HOST, "the host " + where + " is unknown", e);
            case SSLException s ->
                new UpstreamException(Kind.TLS, "no secure connection to " + where + ": " + s.getMessage(), e);
            case ConnectTimeoutException c ->
                new UpstreamException(Kind.TIMEOUT, "no connection to " + where + " in time", e);
            case ConnectionRequestTimeoutException c ->
                new UpstreamException(Kind.REFUSED, "every connection to " + where + " is in use", e);
            case ConnectException c -> new UpstreamException(Kind.REFUSED, where + " refused the connection", e);
            case NoRouteToHostException n -> new UpstreamException(Kind.REFUSED, "no route to " + where, e);
            case SocketTimeoutException t -> new UpstreamException(Kind.TIMEOUT, where + " did not answer in time", e);
            case InterruptedIOException i ->
                new UpstreamException(Kind.BROKEN, "the call to " + where + " was ended", e);
            default -> new UpstreamException(Kind.BROKEN, where + " broke the connection before it answered", e);
        };
    }
}
