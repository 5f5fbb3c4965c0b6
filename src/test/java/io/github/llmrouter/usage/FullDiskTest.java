package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of a few megabytes that is really full: no request notices, and what is lost is told. */
class FullDiskTest {

    private static final String[] ADMIN = {"authorization", "Bearer sk-admin-0123456789"};
    private static final int WAITING = 1000;

    @TempDir
    private Path disk;

    private Path filler;

    @BeforeEach
    void mount() throws Exception {
        int refused = run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString());
        if (refused != 0) {
            System.out.println("SKIPPED: no small disk can be mounted here; that takes root");
        }
        assumeTrue(refused == 0, "no small disk can be mounted here");
        filler = disk.resolve("filler");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command).start();
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static long attempts(Books books) {
        try {
            return books
                    .report()
                    .ask(new UsageReport.Question(
                            LocalDate.parse("2026-01-01"),
                            LocalDate.parse("2036-01-01"),
                            List.of(UsageReport.By.CALLER),
                            Map.of(),
                            List.of(),
                            100))
                    .stream()
                    .mapToLong(UsageReport.Row::attempts)
                    .sum();
        } catch (java.sql.SQLException e) {
            return -1;
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryIsDroppedCountedAndToldOnceAMinute() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T12:00:00Z"));
        InstantSource clock = now::get;
        try (Logs logs = new Logs();
                Books books = new Books(disk, null, clock, WAITING)) {
            books.start();
            record(books, 100);
            await().untilAsserted(() -> assertThat(attempts(books)).isEqualTo(100));
            fill();
            record(books, 5000);
            await().until(() -> !books.writable());
            record(books, 5000);
            long dropped = books.dropped();
            assertThat(dropped).isPositive();
            assertThat(logs.text().lines())
                    .filteredOn(line -> line.contains("are dropped"))
                    .hasSize(1);
            now.updateAndGet(instant -> instant.plusSeconds(61));
            record(books, 1000);
            assertThat(logs.text().lines())
                    .filteredOn(line -> line.contains("are dropped"))
                    .hasSize(2);
            Files.delete(filler);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(books.writable()).isTrue();
                assertThat(books.waiting()).isZero();
                assertThat(attempts(books)).isEqualTo(11_100 - books.dropped());
            });
            assertThat(logs.text().lines()).anyMatch(line -> line.contains("can be written to again"));
            record(books, 100);
            await().untilAsserted(() -> assertThat(attempts(books)).isEqualTo(11_200 - books.dropped()));
        }
        try (Books books = new Books(disk, null, clock, WAITING)) {
            assertThat(attempts(books)).isPositive();
        }
    }

    private static void record(Books books, int entries) {
        for (int i = 0; i < entries; i++) {
            books.record(BooksTest.entry(i));
        }
    }

    @Test
    void aDatabaseElsewhereTakesEverything() throws Exception {
        DataSource bound = BoundDatabase.source("jdbc:h2:mem:elsewhere;DB_CLOSE_DELAY=-1");
        fill();
        try (Books books = new Books(disk, bound, InstantSource.system())) {
            books.start();
            record(books, 3000);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(attempts(books)).isEqualTo(3000));
            assertThat(books.writable()).isFalse();
            Files.delete(filler);
            record(books, 500);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(attempts(books)).isEqualTo(3500));
            await().until(books::writable);
            assertThat(books.dropped()).isZero();
        }
    }

    @Test
    void requestsGoOn() throws Exception {
        try (ScriptedUpstream upstream =
                        new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
                RunningRouter router = new RunningRouter("""
                    server: {data_dir: "%s"}
                    access:
                      keys: [{name: blue, key: sk-blue-0123456789, limits: [{requests: 1000, window: month}]}]
                      admin_keys: [sk-admin-0123456789]
                    %s\
                    """.formatted(disk, Side.models(upstream.base())))) {
            ask(router, 50);
            fill();
            ask(router, 200);
            await().until(() -> metric(router, "llm_router_usage_journal").equals("0.0"));
            ask(router, 200);
            Files.delete(filler);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(metric(router, "llm_router_usage_journal")).isEqualTo("1.0");
                assertThat(attempts(router.router().books())).isEqualTo(450);
            });
            assertThat(metric(router, "llm_router_usage_dropped_total")).isEqualTo("0.0");
        }
    }

    private static void ask(RunningRouter router, int times) {
        for (int i = 0; i < times; i++) {
            Side side = Side.values()[i % 4];
            boolean stream = i % 3 == 0;
            assertThat(router.post(side.path(stream), side.body(stream), "authorization", "Bearer sk-blue-0123456789")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String metric(RunningRouter router, String name) {
        return router.get("/metrics", ADMIN)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }
}
