package io.github.llmrouter.upstream;

import io.github.llmrouter.config.Config;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.WebTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.glassfish.jersey.apache5.connector.Apache5ClientProperties;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.apache5.connector.Apache5HttpClientBuilderConfigurator;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.glassfish.jersey.client.RequestEntityProcessing;
import org.jspecify.annotations.Nullable;

/**
 * One long-lived Jersey client with the connections of one {@link Profile}. Whoever stops using it retires it; it closes when the
 * last request that uses it has ended.
 *
 * <p>Threading: the HTTP client keeps one thread that closes idle connections; it ends with the pool.
 */
final class Pool {

    private static final int RETIRED = 1 << 30;

    /** Clients' own paths, such as those of stored answers, may be without end. */
    private static final int MOST_TARGETS = 1_000;

    private final Client client;
    private final PoolingHttpClientConnectionManager connections;
    private final Map<URI, WebTarget> targets = new ConcurrentHashMap<>();
    private final AtomicInteger uses = new AtomicInteger();

    Pool(Profile profile) throws IOException, GeneralSecurityException {
        this.connections = connections(profile);
        ClientConfig config = new ClientConfig()
                .connectorProvider(
                        web(profile.proxy())
                                ? new Apache5ConnectorProvider()
                                : (any, runtime) -> new DirectConnector(connections, profile))
                .property(Apache5ClientProperties.CONNECTION_MANAGER, connections)
                .property(Apache5ClientProperties.REQUEST_CONFIG, requests(profile))
                .property(ClientProperties.FOLLOW_REDIRECTS, false)
                // With a length, not in chunks: some providers take nothing else.
                .property(ClientProperties.REQUEST_ENTITY_PROCESSING, RequestEntityProcessing.BUFFERED)
                .property(ClientProperties.SUPPRESS_HTTP_COMPLIANCE_VALIDATION, true)
                .register((Apache5HttpClientBuilderConfigurator) builder -> configure(builder, profile.proxy()));
        // Named, not looked up: inside WildFly the service finder would hand out RESTEasy's builder.
        ClientBuilder builder = new JerseyClientBuilder().withConfig(config);
        this.client = builder.build();
    }

    /** Where a call goes, ready to be asked: making it takes Jersey longer than asking. */
    WebTarget target(URI uri) {
        WebTarget target = targets.get(uri);
        if (target == null) {
            target = client.target(uri);
            if (targets.size() < MOST_TARGETS) {
                targets.put(uri, target);
            }
        }
        return target;
    }

    int leased() {
        return connections.getTotalStats().getLeased();
    }

    int idle() {
        return connections.getTotalStats().getAvailable();
    }

    /** False when the pool has been retired in the meantime. */
    boolean enter() {
        int before;
        do {
            before = uses.get();
            if (before >= RETIRED) {
                return false;
            }
        } while (!uses.compareAndSet(before, before + 1));
        return true;
    }

    void leave() {
        if (uses.decrementAndGet() == RETIRED) {
            client.close();
        }
    }

    void retire() {
        if (uses.addAndGet(RETIRED) == RETIRED) {
            client.close();
        }
    }

    /** Without waiting for anybody. */
    void closeNow() {
        client.close();
    }

    private static RequestConfig requests(Profile profile) {
        return RequestConfig.custom()
                .setResponseTimeout(Timeout.of(profile.read()))
                .setConnectionRequestTimeout(Timeout.of(profile.connect()))
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    private static HttpClientBuilder configure(HttpClientBuilder builder, Config.@Nullable Proxy proxy) {
        builder.disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("llm-router")
                .evictIdleConnections(TimeValue.ofSeconds(45));
        if (proxy != null && web(proxy)) {
            HttpHost host = new HttpHost(
                    proxy.scheme() == Config.Proxy.Scheme.HTTPS ? "https" : "http", proxy.host(), proxy.port());
            builder.setRoutePlanner(new DefaultProxyRoutePlanner(host));
            if (proxy.user() != null) {
                BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                String password = proxy.password() == null ? "" : proxy.password();
                credentials.setCredentials(
                        new AuthScope(host), new UsernamePasswordCredentials(proxy.user(), password.toCharArray()));
                builder.setDefaultCredentialsProvider(credentials);
            }
        }
        return builder;
    }

    private static PoolingHttpClientConnectionManager connections(Profile profile)
            throws IOException, GeneralSecurityException {
        Connecting builder = new Connecting(profile.proxy());
        return builder.setTlsSocketStrategy(new LazyTls(profile.certificates()))
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(profile.maxConnections())
                .setMaxConnTotal(profile.maxConnections())
                .setDnsResolver(builder.names())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(profile.connect()))
                        .setSocketTimeout(Timeout.of(profile.read()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                        .build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .build();
    }

    /** Whether calls go through a proxy that speaks HTTP. */
    private static boolean web(Config.@Nullable Proxy proxy) {
        return proxy != null
                && switch (proxy.scheme()) {
                    case HTTP, HTTPS -> true;
                    case SOCKS5, SOCKS5H -> false;
                };
    }

    /** Makes sockets that go through a SOCKS proxy where there is one: never past it. */
    private static final class Connecting extends PoolingHttpClientConnectionManagerBuilder {

        private final Config.@Nullable Proxy socks;

        Connecting(Config.@Nullable Proxy proxy) {
            this.socks = web(proxy) ? null : proxy;
        }

        DnsResolver names() {
            return socks != null && socks.scheme() == Config.Proxy.Scheme.SOCKS5H
                    ? new Unresolved()
                    : SystemDefaultDnsResolver.INSTANCE;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            Config.Proxy proxy = socks;
            DetachedSocketFactory sockets = proxy == null ? any -> new Socket() : any -> new Socks5Socket(proxy);
            return new DefaultHttpClientConnectionOperator(
                    sockets,
                    ports,
                    names,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register(URIScheme.HTTPS.id, tls)
                            .build());
        }
    }

    /** Leaves names to the proxy. */
    private static final class Unresolved implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException("names are resolved by the proxy");
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }

        @Override
        public List<InetSocketAddress> resolve(String host, int port) {
            return List.of(InetSocketAddress.createUnresolved(host, port));
        }
    }
}
