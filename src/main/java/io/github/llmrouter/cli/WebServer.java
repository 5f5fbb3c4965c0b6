package io.github.llmrouter.cli;

import io.github.llmrouter.LlmRouter;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The stand-alone server: an embedded Jetty with the one web application.
 *
 * <p>Threading: Jetty's pool, whose threads only accept and select; what is read from a connection is parsed and served on a virtual
 * thread, so that a call never changes threads. All end with {@link #close()}.
 */
final class WebServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.cli");
    private static final int HEADERS = 64 << 10;

    /** Each open stream holds one: bytes. */
    private static final int OUTPUT_BUFFER = 8 << 10;

    /** Thousands of clients may come at once. */
    private static final int BACKLOG = 4096;

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler application;
    private final CountDownLatch finish = new CountDownLatch(1);

    private WebServer(Server server, ServerConnector connector, ServletContextHandler application) {
        this.server = server;
        this.connector = connector;
        this.application = application;
    }

    /**
     * Returns when requests are answered.
     *
     * @param parameters the application's context parameters
     * @throws CannotStart if the address cannot be listened on, or the application does not start
     */
    static WebServer start(String host, int port, Map<String, String> parameters) throws CannotStart {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("llm-router-http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("llm-router-call-", 0).factory()));
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost(host);
        connector.setPort(port);
        connector.setReuseAddress(true);
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        ServletContextHandler application = WebApplication.handler();
        parameters.forEach(application::setInitParameter);
        server.setHandler(application);
        WebServer started = new WebServer(server, connector, application);
        try {
            server.start();
            return started;
        } catch (Exception e) {
            started.close();
            throw new CannotStart(reason(e, host, port));
        }
    }

    URI uri() {
        String host = connector.getHost();
        boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        String shown = any ? "localhost" : host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + connector.getLocalPort());
    }

    /** Asks {@link #awaitFinish()} to return. */
    void finish() {
        finish.countDown();
    }

    void awaitFinish() throws InterruptedException {
        finish.await();
    }

    /** Accepts nobody any more, lets the router end what is under way while Jersey still lives, then stops everything. */
    @Override
    public void close() {
        connector.shutdown(); // what it gives would wait for the last connection, without limit
        if (application.getServletContext().getAttribute(LlmRouter.ATTRIBUTE) instanceof LlmRouter router) {
            router.drain(router.gateway().snapshot().config().server().grace());
        }
        stop(application);
        stop(server);
    }

    private static void stop(LifeCycle component) {
        try {
            component.stop();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the server did not stop cleanly", e);
        }
    }

    /** Model names hold slashes, and some clients escape them. */
    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setOutputBufferSize(OUTPUT_BUFFER);
        http.setOutputAggregationSize(OUTPUT_BUFFER);
        http.setRequestHeaderSize(HEADERS);
        http.setResponseHeaderSize(HEADERS);
        http.setUriCompliance(UriCompliance.DEFAULT.with(
                "llm-router", Violation.AMBIGUOUS_PATH_SEPARATOR, Violation.AMBIGUOUS_PATH_ENCODING));
        return http;
    }

    private static String reason(Throwable failure, String host, int port) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException
                ? host + ":" + port + ": " + cause.getMessage()
                : String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }
}
