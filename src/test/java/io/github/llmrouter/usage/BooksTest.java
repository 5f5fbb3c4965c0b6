package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.llmrouter.chat.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BooksTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    @TempDir
    private Path directory;

    static Entry entry(int number) {
        return new Entry(
                NOON,
                "request-" + number,
                "caller-" + number % 2,
                "openai",
                "generate",
                "m",
                "group",
                "p/k/up",
                "p",
                "up",
                "k",
                false,
                1,
                true,
                Entry.Outcome.ANSWERED,
                200,
                null,
                Usage.of(3, 2, 1, 0, 5, 0),
                new BigDecimal("0.000000123"),
                Duration.ofMillis(5),
                Duration.ofNanos(70_000),
                Duration.ofMillis(9));
    }

    private static List<UsageReport.Row> rows(Books books, UsageReport.By... by) {
        try {
            return books.report()
                    .ask(new UsageReport.Question(
                            LocalDate.parse("2026-03-01"),
                            LocalDate.parse("2026-03-31"),
                            List.of(by),
                            Map.of(),
                            List.of(),
                            100));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long requests(Books books) {
        return rows(books, UsageReport.By.CALLER).stream()
                .mapToLong(UsageReport.Row::requests)
                .sum();
    }

    private Books books(DataSource bound) {
        Books books = new Books(directory, bound, InstantSource.system());
        books.start();
        return books;
    }

    @Test
    void everyEntryIsCountedOnceAndExactly() {
        try (Books books = books(null)) {
            for (int i = 0; i < 1000; i++) {
                books.record(entry(i));
            }
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(1000));
            UsageReport.Row row =
                    rows(books, UsageReport.By.DAY, UsageReport.By.CALLER).getFirst();
            assertThat(row.key()).containsExactly("2026-03-04", "caller-0");
            assertThat(row.cost()).isEqualByComparingTo("0.0000615");
            assertThat(List.of(row.input(), row.cacheRead(), row.cacheWrite(), row.output()))
                    .containsExactly(1500L, 1000L, 500L, 2500L);
        }
    }

    @Test
    void closingWritesTheRestAndTheNextRunGoesOn() {
        try (Books books = books(null)) {
            for (int i = 0; i < 100; i++) {
                books.record(entry(i));
            }
        }
        try (Books books = books(null)) {
            books.record(entry(100));
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(101));
        }
    }

    @Test
    void withoutADirectorySumsAreInMemory() {
        try (Books books = new Books(null, null, InstantSource.system())) {
            books.record(entry(1));
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(1));
        }
    }

    @Test
    void pagesFollowTheLastKey() throws SQLException {
        try (Books books = books(null)) {
            books.record(entry(1));
            books.record(entry(2));
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(2));
            UsageReport.Question second = new UsageReport.Question(
                    LocalDate.parse("2026-03-04"),
                    LocalDate.parse("2026-03-04"),
                    List.of(UsageReport.By.DAY, UsageReport.By.CALLER),
                    Map.of(UsageReport.By.MODEL, "up"),
                    List.of("2026-03-04", "caller-0"),
                    1);
            assertThat(books.report().ask(second))
                    .singleElement()
                    .satisfies(row -> assertThat(row.key()).containsExactly("2026-03-04", "caller-1"));
        }
    }

    @Test
    void aDatabaseThatIsAwayLosesNothingAndCountsNothingTwice() throws Exception {
        Flaky database = new Flaky();
        try (Books books = books(database)) {
            for (int i = 0; i < 300; i++) {
                books.record(entry(i));
            }
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(300));
            database.away = true;
            for (int i = 0; i < 5000; i++) {
                books.record(entry(i));
            }
            await().until(() -> !books.reachable() && books.waiting() == 0);
            assertThat(books.dropped()).isZero();
            database.away = false;
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(requests(books)).isEqualTo(5300));
        }
    }

    @Test
    void whatADatabaseHadCommittedBeforeTheAnswerWasLostIsNotTakenAgain() throws Exception {
        Flaky database = new Flaky();
        database.loseAnswers = 3;
        try (Books books = books(database)) {
            for (int i = 0; i < 2000; i++) {
                books.record(entry(i));
            }
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(database.loseAnswers).isZero();
                assertThat(requests(books)).isEqualTo(2000);
            });
        }
        try (Books books = books(database)) {
            books.record(entry(1));
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(2001));
        }
    }

    @Test
    void aLineThatAKilledProcessHalfWroteIsLeftOut() throws IOException {
        Path journal = Files.createDirectories(directory.resolve("journal"));
        Path old = journal.resolve("usage-00000000000001-00000000.jsonl");
        Files.write(old, EntryLine.write(entry(1)));
        Files.writeString(old, "{\"at\":17", StandardOpenOption.APPEND);
        try (Books books = books(null)) {
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(1));
            await().until(() -> !Files.exists(old));
        }
    }

    @Test
    void segmentsThatAreTakenOverGoAway() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Books books = books(null)) {
                books.record(entry(i));
            }
        }
        try (Books books = books(null)) {
            await().untilAsserted(() -> assertThat(requests(books)).isEqualTo(3));
            await().untilAsserted(() -> {
                try (Stream<Path> left = Files.list(directory.resolve("journal"))) {
                    assertThat(left).isEmpty();
                }
            });
        }
    }

    @Test
    void twoRoutersMayShareADirectoryForAMoment() throws Exception {
        Flaky database = new Flaky();
        try (Books one = books(database);
                Books two = books(database)) {
            for (int i = 0; i < 1000; i++) {
                (i % 2 == 0 ? one : two).record(entry(i));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(requests(one)).isEqualTo(1000));
        }
        try (Books books = books(database)) {
            assertThat(requests(books)).isEqualTo(1000);
        }
    }

    @Test
    void whenTheJournalCannotBeWrittenRecordsWaitInMemoryUpToALimit() throws IOException {
        // A file where the directory should be: every segment fails to open.
        Files.writeString(directory.resolve("journal"), "");
        try (Books books = books(null)) {
            for (int i = 0; i < Books.WAITING + 1000; i++) {
                books.record(entry(i));
            }
            assertThat(books.waiting()).isLessThanOrEqualTo(Books.WAITING);
        }
    }

    @Test
    void anEntrySurvivesTheJournal() throws IOException {
        String line = new String(EntryLine.write(entry(7)), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(EntryLine.read(line)).isEqualTo(entry(7));
    }

    /** H2 in memory behind a wire that can be cut. */
    private static final class Flaky implements DataSource {

        private final JdbcDataSource real = new JdbcDataSource();
        volatile boolean away;
        volatile int loseAnswers;

        Flaky() {
            real.setURL("jdbc:h2:mem:flaky-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
            real.setUser("sa");
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("connection refused");
            }
            Connection connection = real.getConnection();
            return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (away) {
                            throw new SQLException("connection reset");
                        }
                        Object answer;
                        try {
                            answer = method.invoke(connection, arguments);
                        } catch (java.lang.reflect.InvocationTargetException e) {
                            throw e.getCause();
                        }
                        if (method.getName().equals("commit") && loseAnswers > 0) {
                            loseAnswers--;
                            throw new SQLException("the answer to the commit was lost");
                        }
                        return answer;
                    });
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            // No log.
        }

        @Override
        public void setLoginTimeout(int seconds) {
            // None.
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("not wrapped");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
