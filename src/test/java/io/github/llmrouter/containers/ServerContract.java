package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.llmrouter.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a server that runs as a program of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract extends Contract {

    private static final int REDEPLOYMENTS = Integer.getInteger("containers.redeployments", 3);

    ServletServer server;

    abstract ServletServer server(Path base);

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path base) throws Exception {
        server = server(base);
        server.start(yaml(upstreamKey()));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Override
    URI uri() {
        return server.uri();
    }

    @Override
    Path configFile() {
        return server.configFile();
    }

    @Override
    String upstreamKey() {
        return "${jndi:" + server.upstreamKeyName() + "}";
    }

    @Test
    void anOpenStreamEndsWithAnErrorEventWhenTheApplicationGoes() throws Exception {
        UPSTREAM.script((request, line) -> {
            line.events();
            line.chunk(delta("first"));
            line.awaitClose();
        });
        try (RawClient raw = raw()) {
            RawClient.Head head = raw.post(path("/v1/chat/completions"), chat(true), "Authorization: Bearer " + KEY)
                    .head();
            InputStream body = raw.body(head);
            RawClient.until(body, "first");
            CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> {
                try {
                    server.undeploy();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String rest = restOf(body);
            gone.get(60, TimeUnit.SECONDS);
            assertThat(rest).contains("\"error\"");
        } finally {
            server.deploy();
            server.awaitStatus("/health/ready", 200, Duration.ofSeconds(90));
        }
    }

    /** Patient: some servers look for changes every ten seconds only. */
    private static String restOf(InputStream body) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        long end = System.nanoTime() + Duration.ofSeconds(50).toNanos();
        while (System.nanoTime() < end) {
            try {
                int b = body.read();
                if (b < 0) {
                    break;
                }
                rest.write(b);
            } catch (SocketTimeoutException e) {
                // Not yet.
            } catch (IOException e) {
                break;
            }
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theRouterIsSeenAndCommandedByJmx() throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(server.jvm()));
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName router = new ObjectName("io.github.llmrouter:type=Router,context=\"/llm-router\"");
            assertThat(beans.getAttribute(router, "Ready")).isEqualTo(true);
            assertThat(beans.invoke(router, "reload", new Object[0], new String[0]))
                    .isEqualTo("");
            assertThat(beans.queryNames(new ObjectName("io.github.llmrouter:type=Target,*"), null))
                    .isNotEmpty();
        } finally {
            machine.detach();
        }
    }

    @Test
    void redeploymentsUnderLoadLoseOnlyWhatTheServerItselfRefuses() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Map<Integer, Integer>> load = CompletableFuture.supplyAsync(() -> load(enough));
        try {
            for (int i = 0; i < REDEPLOYMENTS; i++) {
                String before = server.since();
                server.redeploy();
                server.await(
                        () -> !server.since().isEmpty() && !before.equals(server.since()),
                        Duration.ofSeconds(90),
                        "it was not redeployed");
            }
        } finally {
            enough.set(true);
        }
        Map<Integer, Integer> answers = load.get(30, TimeUnit.SECONDS);
        System.out.println(server + ": " + REDEPLOYMENTS + " redeployments, answers by status " + answers);
        assertThat(answers).containsKey(200);
        // 0 is a connection that the server closed.
        assertThat(answers.keySet()).isSubsetOf(0, 200, 404, 503);
    }

    private Map<Integer, Integer> load(AtomicBoolean enough) {
        Map<Integer, Integer> answers = new TreeMap<>();
        while (!enough.get()) {
            int status;
            try {
                var answer = post("/v1/chat/completions", chat(false));
                status = answer.statusCode();
                assertThat(status != 200 || answer.body().contains("Hello from upstream"))
                        .isTrue();
            } catch (IOException e) {
                status = 0;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            answers.merge(status, 1, Integer::sum);
            LockSupport.parkNanos(20_000_000);
        }
        return answers;
    }

    @Test
    void withoutALoginNobodyGetsPastIt() {
        // WildFly without a login calls it an error of its own.
        assertThat(server.status("/sso/me")).isIn(401, 403, 500);
    }

    /** What {@code java -jar llm-router.war deploy} says. */
    static String program(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ServletServer.java(), "-jar", ServletServer.WAR.toString(), "deploy"));
        command.addAll(List.of(options));
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().put("LLM_ROUTER_DEPLOY_PASSWORD", "secret");
        return new String(program.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
