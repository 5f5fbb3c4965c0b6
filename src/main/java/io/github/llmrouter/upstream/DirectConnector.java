package io.github.llmrouter.upstream;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.message.internal.Statuses;

/**
 * Carries a Jersey client's calls over HttpClient's connections without its chain of redirects, cookies, retries and logins, of
 * which a call to a provider needs none. What goes through an HTTP proxy takes Jersey's own connector instead.
 *
 * <p>Threading: for any number of threads; one more closes idle connections, until {@link #close()}.
 */
final class DirectConnector implements Connector {

    /** A request property: whoever calls from a virtual thread and ends a silent call by an interrupt needs no timeout of the socket. */
    static final String WATCHED = DirectConnector.class.getName() + ".watched";

    private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(45);

    private final PoolingHttpClientConnectionManager connections;
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private final IdleConnectionEvictor evictor;
    private final Timeout connect;
    private final Timeout read;

    DirectConnector(PoolingHttpClientConnectionManager connections, Profile profile) {
        this.connections = connections;
        this.connect = Timeout.of(profile.connect());
        this.read = Timeout.of(profile.read());
        this.evictor = new IdleConnectionEvictor(connections, LONGEST_IDLE);
        evictor.start();
    }

    @Override
    public ClientResponse apply(ClientRequest request) {
        try {
            return exchange(request);
        } catch (IOException | HttpException e) {
            throw new ProcessingException(e);
        }
    }

    private ClientResponse exchange(ClientRequest request) throws IOException, HttpException {
        URI uri = request.getUri();
        String host = uri.getHost();
        if (host == null) {
            throw new IOException("the address has no host");
        }
        ClassicHttpRequest sent = sent(request, uri);
        HttpClientContext context = HttpClientContext.create();
        ConnectionEndpoint endpoint = lease(route(uri.getScheme(), host, uri.getPort()));
        try {
            if (!endpoint.isConnected()) {
                connections.connect(endpoint, null, context);
            }
            endpoint.setSocketTimeout(
                    Boolean.TRUE.equals(request.getProperty(WATCHED))
                                    && Thread.currentThread().isVirtual()
                            ? Timeout.DISABLED
                            : read);
            return received(request, endpoint.execute("", sent, executor, context), sent, endpoint, context);
        } catch (IOException | HttpException | RuntimeException | Error e) {
            abort(endpoint);
            throw e;
        }
    }

    private static ClassicHttpRequest sent(ClientRequest request, URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery();
        ClassicHttpRequest sent = new BasicClassicHttpRequest(
                request.getMethod(),
                uri.getScheme(),
                new URIAuthority(uri.getHost(), uri.getPort()),
                query == null ? path : path + "?" + query);
        sent.setHeader("Host", uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
        request.getHeaders().forEach((name, values) -> values.forEach(value -> sent.addHeader(name, value)));
        // With a length, not in chunks: some providers take nothing else.
        if (request.getEntity() instanceof byte[] body) {
            sent.setHeader("Content-Length", body.length);
            sent.setEntity(new ByteArrayEntity(body, null));
        }
        return sent;
    }

    /** Names of six parts stand in brackets in an address, but not in a name to be looked up. */
    private static HttpRoute route(String scheme, String host, int port) {
        boolean secure = URIScheme.HTTPS.same(scheme);
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new HttpRoute(new HttpHost(scheme, name, port > 0 ? port : secure ? 443 : 80), null, secure);
    }

    private ConnectionEndpoint lease(HttpRoute route) throws IOException {
        try {
            return connections.lease("", route, connect, null).get(connect);
        } catch (TimeoutException e) {
            throw new ConnectionRequestTimeoutException(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("ended while it waited for a connection");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private ClientResponse received(
            ClientRequest request,
            ClassicHttpResponse got,
            ClassicHttpRequest sent,
            ConnectionEndpoint endpoint,
            HttpClientContext context)
            throws IOException {
        ClientResponse response = new ClientResponse(
                got.getCode() == 200 ? Response.Status.OK : Statuses.from(got.getCode(), got.getReasonPhrase()),
                request,
                request.getUri());
        for (Header header : got.getHeaders()) {
            response.getHeaders().add(header.getName(), header.getValue());
        }
        boolean keep = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(sent, got, context);
        TimeValue idle = keep ? DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(got, context) : null;
        HttpEntity entity = got.getEntity();
        if (entity == null) {
            connections.release(endpoint, null, idle);
        } else {
            response.setEntityStream(new Body(entity.getContent(), entity.getContentLength(), whole -> {
                if (whole) {
                    connections.release(endpoint, null, idle);
                } else {
                    abort(endpoint);
                }
            }));
        }
        return response;
    }

    private void abort(ConnectionEndpoint endpoint) {
        endpoint.close(CloseMode.IMMEDIATE);
        connections.release(endpoint, null, null);
    }

    /** Nobody asks for it: a call blocks its virtual thread. */
    @Override
    public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
        callback.failure(new ProcessingException(new UnsupportedOperationException("calls are synchronous")));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String getName() {
        return "llm-router";
    }

    @Override
    public void close() {
        evictor.shutdown();
        connections.close(CloseMode.GRACEFUL);
    }
}
