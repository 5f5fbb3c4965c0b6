package io.github.llmrouter;

import io.github.llmrouter.api.EdgeFilter;
import io.github.llmrouter.api.RouterApplication;
import io.github.llmrouter.api.RouterServlet;
import io.github.llmrouter.dialect.Dialects;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** The whole router on a free port of 127.0.0.1, for a test. */
public final class RunningRouter implements AutoCloseable {

    private final Server server;
    private final ServletContextHandler context;
    private final Path config;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param yaml the configuration */
    public RunningRouter(String yaml) {
        this(yaml, "/");
    }

    public RunningRouter(String yaml, String contextPath) {
        this(file(yaml), contextPath);
    }

    /** @param config the configuration's file; deleted at the end */
    public RunningRouter(Path config, String contextPath) {
        this(config, contextPath, LlmRouter.DIALECTS);
    }

    /** With other dialects than usual. */
    public RunningRouter(String yaml, Dialects dialects) {
        this(file(yaml), "/", dialects);
    }

    private RunningRouter(Path config, String contextPath, Dialects dialects) {
        this.config = config;
        try {
            server = new Server();
            server.addConnector(connector(server));
            context = new ServletContextHandler();
            context.setContextPath(contextPath);
            context.getServletHandler().setDecodeAmbiguousURIs(true);
            context.setInitParameter("llm-router.config", config.toString());
            context.addEventListener(new LlmRouterListener(dialects));
            FilterHolder edge = new FilterHolder(new EdgeFilter());
            edge.setAsyncSupported(true);
            context.addFilter(edge, "/*", EnumSet.of(DispatcherType.REQUEST));
            ServletHolder rest = new ServletHolder(new RouterServlet());
            rest.setInitParameter("jakarta.ws.rs.Application", RouterApplication.class.getName());
            rest.setInitOrder(1);
            rest.setAsyncSupported(true);
            context.addServlet(rest, "/*");
            server.setHandler(context);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path file(String yaml) {
        try {
            return Files.writeString(Files.createTempFile("llm-router", ".yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code cli.WebServer} has it: model names hold slashes, and some clients escape them. */
    private static ServerConnector connector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(64 << 10);
        http.setUriCompliance(UriCompliance.DEFAULT.with(
                "llm-router", Violation.AMBIGUOUS_PATH_SEPARATOR, Violation.AMBIGUOUS_PATH_ENCODING));
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(4096);
        return connector;
    }

    /** Waits until nothing of any request is left: no exchange, no connection, no lease. */
    public void awaitSettled() {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (left() != null) {
            if (System.nanoTime() > end) {
                throw new AssertionError(left());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private @Nullable String left() {
        int open = router().gateway().snapshot().router().targets().stream()
                .mapToInt(target -> router().standings().of(target).open())
                .sum();
        int calls = router().calls().size();
        int connections = router().upstream().leased();
        return open + calls + connections == 0
                ? null
                : "left over: " + calls + " calls, " + connections + " connections, " + open + " leases";
    }

    public LlmRouter router() {
        return LlmRouter.of(context.getServletContext());
    }

    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    public String base() {
        String path = context.getContextPath();
        return "http://127.0.0.1:" + port() + (path.equals("/") ? "" : path);
    }

    /** Saves a new configuration as an editor does: the file is replaced. */
    public void save(String yaml) {
        try {
            Path next = Files.createTempFile(config.getParent(), "llm-router", ".tmp");
            Files.writeString(next, yaml);
            Files.move(next, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path config() {
        return config;
    }

    /** Ends the application, as a container does when it is undeployed; the server goes on. */
    public void undeploy() {
        try {
            context.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<byte[]> postBytes(String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base() + path)).header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    public HttpClient client() {
        return client;
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
            server.stop();
            Files.deleteIfExists(config);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
