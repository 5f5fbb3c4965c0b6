package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redeployments under load, and what they leave behind. The records of usage are in the application's own database, so that its
 * files and driver are seen to go. {@code -Dcontainers.redeployments=10} for the full run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
abstract class Redeployments extends Caller {

    static final int TIMES = Integer.getInteger("containers.redeployments", 2);

    ServletServer server;

    abstract ServletServer server(Path base);

    /** What may become of a call, beside being answered, while this server replaces the application. */
    abstract List<String> losses();

    /** Calls that may be lost at each redeployment. */
    int lost() {
        return Integer.MAX_VALUE / TIMES;
    }

    /** Old applications that the server itself may keep until it has something else to do. */
    int held() {
        return 0;
    }

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path base) throws Exception {
        server = server(base);
        server.start(yaml("${jndi:" + server.upstreamKeyName() + "}")
                .replace("server:\n", "server:\n  data_dir: \"" + data() + "\"\n"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private volatile @Nullable URI application;

    /** Turns the calls to another application of the server. */
    void at(URI uri) {
        application = uri;
    }

    @Override
    URI uri() {
        URI other = application;
        return other == null ? server.uri() : other;
    }

    /** When the running application was started; empty if none answers that it is ready. */
    private String since() {
        try (HttpClient client = ServletServer.client()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(uri() + "/health/ready"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body().replaceAll(".*\"since\":\"([^\"]*)\".*", "$1") : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same of the application that runs now, waiting until it does. */
    private String running() {
        server.await(() -> !since().isEmpty(), Duration.ofSeconds(60), "it is not ready");
        String now = since();
        return now.isEmpty() ? running() : now;
    }

    Path data() {
        return server.base.resolve("data");
    }

    @Test
    void callsAreLostOnlyWhereTheServerItselfRefusesThem() throws Exception {
        Map<String, Integer> calls = underLoad(() -> server.redeploy());

        assertThat(calls).containsKey(Load.ANSWERED);
        calls.remove(Load.ANSWERED);
        assertThat(calls.keySet()).isSubsetOf(losses());
        assertThat(calls.values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(lost() * TIMES);
        int loaders = settled(left -> left.loaders() <= 1).loaders();
        System.out.println(
                server + ": " + loaders + " class loaders of the application after " + TIMES + " redeployments");
        assertThat(loaders).isLessThanOrEqualTo(1 + held());
    }

    /** A way to replace the application by itself. */
    @FunctionalInterface
    interface Replacement {
        void run() throws Exception;
    }

    /** Each time with a stream that is open, which must end with an error event. */
    Map<String, Integer> underLoad(Replacement replacement) throws Exception {
        OpenStream.hang();
        post("/v1/chat/completions", chat(false));
        Load load = new Load(this);
        long begun = System.nanoTime();
        Map<String, Integer> calls;
        try {
            for (int i = 0; i < TIMES; i++) {
                running();
                try (OpenStream stream = opened()) {
                    String before = running();
                    replacement.run();
                    server.await(
                            () -> !since().isEmpty() && !before.equals(since()),
                            Duration.ofSeconds(90),
                            "it was not redeployed");
                    assertThat(stream.rest()).contains("\"error\"").doesNotContain("(not ended)");
                }
            }
        } finally {
            calls = load.end();
        }
        System.out.printf(
                "%s: %d redeployments in %d s, calls: %s%n",
                server, TIMES, Duration.ofNanos(System.nanoTime() - begun).toSeconds(), calls);
        return calls;
    }

    /** Some servers look at new files twice. */
    private OpenStream opened() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return new OpenStream(this);
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                running();
            }
        }
    }

    @Test
    void nothingStaysBehindWhenTheApplicationGoes() throws Exception {
        post("/v1/chat/completions", chat(false));
        Remains running = Remains.of(server, data());
        assertThat(running.threads()).isNotEmpty();
        assertThat(running.beans()).isNotEmpty();
        try {
            server.undeploy();
            Remains remains = settled(left -> left.loaders() <= held() && left.nothingElse());
            System.out.println(server + ": after the undeployment " + remains);
            assertThat(remains.loaders()).isLessThanOrEqualTo(held());
            assertThat(remains.nothingElse()).as(remains.toString()).isTrue();
            assertThat(UPSTREAM.open()).isZero();
        } finally {
            server.deploy();
            server.awaitStatus("/health/ready", 200, Duration.ofSeconds(90));
        }
    }

    /** When clients have gone; the server may take a while to let go: some threads and timers of servers live for a minute. */
    Remains settled(Predicate<Remains> enough) throws Exception {
        hangUp();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Remains remains = Remains.of(server, data());
        while (!enough.test(remains) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            remains = Remains.of(server, data());
        }
        return remains;
    }
}
