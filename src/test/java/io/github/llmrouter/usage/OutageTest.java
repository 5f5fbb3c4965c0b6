package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real PostgreSQL is killed under load and started again later: no client notices, good keys stay good, limits go on, and the
 * books hold every request once. {@code -Doutage.seconds=60} is the long form.
 */
class OutageTest {

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 4));
    private static final String[] ADMIN = {"authorization", "Bearer sk-admin-0123456789"};
    private static final int CLIENTS = 8;
    private static final int ALLOWED = 300;

    @TempDir
    private Path directory;

    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final Map<String, Map<Integer, AtomicInteger>> statuses = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private String config() {
        return """
            server: {data_dir: "%s"}
            access:
              keys:
                - {name: rich, key: sk-rich-0123456789}
                - {name: poor, key: sk-poor-0123456789, limits: [{requests: %d, window: month}]}
              admin_keys: [sk-admin-0123456789]
            %s\
            """.formatted(directory, ALLOWED, Side.models(upstream.base()));
    }

    @Test
    void nobodyNotices() throws Exception {
        Optional<DatabaseServer> postgresql = DatabaseServer.postgresql();
        assumeTrue(postgresql.isPresent(), "PostgreSQL is not on this machine");
        try (DatabaseServer server = postgresql.get();
                RunningRouter router = BoundDatabase.with(server.url(), () -> new RunningRouter(config()))) {
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CLIENTS; i++) {
                    Side side = Side.values()[i % 4];
                    String key = i == 0 ? "poor" : i == 1 ? "wrong" : "rich";
                    clients.execute(() -> ask(router, side, key));
                }
                await().until(() -> asked("rich") > 100 && told(router) > 0);
                server.stop();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> database(router).equals("0.0"));
                assertThat(router.get("/admin/usage", ADMIN).statusCode()).isEqualTo(503);
                int before = asked("rich");
                await().atMost(OUTAGE.plusSeconds(60))
                        .pollDelay(OUTAGE)
                        .until(() -> asked("rich") > before + 100 && asked("poor") > ALLOWED);
                server.start();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> database(router).equals("1.0"));
                over.set(true);
            }
            System.out.println("outage: " + OUTAGE.toSeconds() + " s, answers " + statuses);
            assertThat(statuses.get("rich").keySet()).containsExactly(200);
            assertThat(statuses.get("poor").get(200).get()).isEqualTo(ALLOWED);
            assertThat(statuses.get("poor").keySet()).containsExactlyInAnyOrder(200, 429);
            assertThat(statuses.get("wrong").keySet()).containsExactly(401);
            assertThat(router.router().books().dropped()).isZero();
            int answers = asked("rich") + ALLOWED;
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told(router)).isEqualTo(answers));
            assertThat(upstream.requests()).hasSize(answers);
            assertThat(kept(server)).isEqualTo(answers);
        }
    }

    private void ask(RunningRouter router, Side side, String key) {
        for (boolean stream = false; !over.get(); stream = !stream) {
            HttpResponse<String> answer = router.post(
                    side.path(stream), side.body(stream), "authorization", "Bearer sk-" + key + "-0123456789");
            statuses.computeIfAbsent(key, each -> new ConcurrentHashMap<>())
                    .computeIfAbsent(answer.statusCode(), each -> new AtomicInteger())
                    .incrementAndGet();
            java.util.concurrent.locks.LockSupport.parkNanos(8_000_000);
        }
    }

    private int asked(String key) {
        return statuses.getOrDefault(key, Map.of()).values().stream()
                .mapToInt(AtomicInteger::get)
                .sum();
    }

    private static String database(RunningRouter router) {
        return router.get("/metrics", ADMIN)
                .body()
                .lines()
                .filter(line -> line.startsWith("llm_router_usage_database "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    /** Attempts that the administration tells of. */
    private static long told(RunningRouter router) throws java.io.IOException {
        JsonNode rows =
                Json.read(router.get("/admin/usage?by=caller", ADMIN).body()).path("rows");
        long attempts = 0;
        for (JsonNode row : rows) {
            attempts += row.path("attempts").asLong();
        }
        return attempts;
    }

    private static long kept(DatabaseServer server) throws SQLException {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT COUNT(*), COUNT(DISTINCT request_id) FROM usage_entry WHERE attempt > 0")) {
            count.next();
            assertThat(count.getLong(1)).isEqualTo(count.getLong(2));
            return count.getLong(1);
        }
    }
}
