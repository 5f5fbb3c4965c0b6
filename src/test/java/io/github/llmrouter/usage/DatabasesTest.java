package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.usage.UsageReport.By;
import io.github.llmrouter.usage.UsageReport.Question;
import io.github.llmrouter.usage.UsageReport.Row;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same on every database: what is written is there, once, exactly, and can be asked for in every way that there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabasesTest {

    private static final int ENTRIES = 1200;
    private static final LocalDate FIRST = LocalDate.parse("2026-02-27");
    /** Telling these apart is not what every database does by itself. */
    private static final List<String> CALLERS = List.of("blue", "Blue", "blue ", "bläu", "blau", "\uD83D\uDC19", "");

    enum Kind {
        H2,
        POSTGRESQL,
        MARIADB
    }

    private final Map<Kind, DatabaseServer> servers = new EnumMap<>(Kind.class);

    @TempDir
    private Path directory;

    @AfterAll
    void stop() {
        servers.values().forEach(DatabaseServer::close);
    }

    private DatabaseServer server(Kind kind) {
        Optional<DatabaseServer> server = servers.containsKey(kind)
                ? Optional.of(servers.get(kind))
                : kind == Kind.POSTGRESQL ? DatabaseServer.postgresql() : DatabaseServer.mariadb();
        assumeTrue(server.isPresent(), kind + " is not on this machine");
        servers.put(kind, server.get());
        return server.get();
    }

    /** Empty tables, made by the first who asks. */
    private DataSource database(Kind kind, String name) {
        if (kind == Kind.H2) {
            return BoundDatabase.source("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        }
        DataSource source = server(kind).source();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("usage_entry", "usage_day", "usage_position", "llm_router_schema")) {
                statement.execute("DROP TABLE IF EXISTS " + table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return source;
    }

    /** Every field takes every kind of value that it can have, in all combinations that a few primes make. */
    static Entry entry(int i) {
        Usage usage = i % 7 == 0 ? null : Usage.of(i, i % 3, i % 5, i % 2, 2L * i, i % 11);
        return new Entry(
                FIRST.plusDays(i % 4)
                        .atStartOfDay(java.time.ZoneOffset.UTC)
                        .toInstant()
                        .plusMillis(i),
                "request-" + i,
                CALLERS.get(i % CALLERS.size()),
                "anthropic",
                "generate",
                "asked" + "!".repeat(i % 300),
                i % 2 == 0 ? "best" : "",
                "p/k/up",
                "provider-" + i % 3,
                "model-" + i % 5,
                i % 13 == 0 ? "" : "key",
                i % 2 == 0,
                1 + i % 3,
                i % 3 == 0,
                Entry.Outcome.values()[i % 5],
                200,
                i % 4 == 0 ? "UPSTREAM: it said \0 'nothing' \"at all\" " + "x".repeat(i) : null,
                usage,
                usage == null || i % 6 == 0
                        ? null
                        : new BigDecimal("0.000000123456789").multiply(BigDecimal.valueOf(i)),
                i % 2 == 0 ? null : Duration.ofMillis(i),
                i % 3 == 0 ? null : Duration.ofNanos(1000L * i),
                Duration.ofMillis(i));
    }

    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");

    private Books books(DataSource bound, String name) {
        Books books = new Books(directory.resolve(name), bound, InstantSource.fixed(NOW));
        books.start();
        return books;
    }

    /** What a kill leaves of a migration, and what an error does: H2 and MariaDB commit each statement of it. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void tablesThatWereMadeOnlyInPartAreCompleted(Kind kind) throws Exception {
        DataSource source = database(kind, "partly");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE usage_position (segment VARCHAR(100) NOT NULL PRIMARY KEY, position BIGINT NOT"
                            + " NULL)");
        }
        takesOne(source, "killed");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            String q = connection.getMetaData().getIdentifierQuoteString();
            statement.execute("DROP TABLE usage_day");
            statement.execute(
                    "DELETE FROM %1$sllm_router_schema%1$s WHERE %1$sversion%1$s NOT IN ('0', '1')".formatted(q));
            assertThat(statement.executeUpdate(
                            "UPDATE %1$sllm_router_schema%1$s SET %1$ssuccess%1$s = FALSE".formatted(q)
                                    + " WHERE %1$sversion%1$s = '1'".formatted(q)))
                    .isEqualTo(1);
        }
        takesOne(source, "failed");
    }

    private void takesOne(DataSource source, String name) {
        try (Books books = books(source, name)) {
            books.record(entry(1));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !ask(books, List.of(By.CALLER), Map.of(), List.of(), 10)
                            .isEmpty());
        }
    }

    private static List<Row> ask(Books books, List<By> by, Map<By, String> only, List<String> after, int most) {
        try {
            return books.report().ask(new Question(FIRST, FIRST.plusDays(3), by, only, after, most));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long attempts(Books books) {
        return ask(books, List.of(By.DAY), Map.of(), List.of(), 10).stream()
                .mapToLong(Row::attempts)
                .sum();
    }

    private static void keep(Books books, int from, int to) {
        IntStream.range(from, to).mapToObj(DatabasesTest::entry).forEach(books::record);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(attempts(books)).isEqualTo(to));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsWrittenIsThereInEveryOrderAndPageByPage(Kind kind) {
        try (Books books = books(database(kind, "written"), "written-" + kind)) {
            keep(books, 0, ENTRIES);
            for (By by : By.values()) {
                sameAsCounted(books, List.of(by));
            }
            sameAsCounted(books, List.of(By.DAY, By.CALLER, By.GROUP, By.PROVIDER, By.MODEL, By.KEY));
            sameAsCounted(books, List.of(By.MODEL, By.CALLER));
            assertThat(ask(books, List.of(By.CALLER), Map.of(By.CALLER, "blue", By.MODEL, "model-1"), List.of(), 10))
                    .singleElement()
                    .satisfies(row -> assertThat(row.key()).containsExactly("blue"));
        }
    }

    /** All rows, seven at a time, are those that a sum in memory gives. */
    private static void sameAsCounted(Books books, List<By> by) {
        Map<List<String>, List<Object>> expected = new TreeMap<>(java.util.Comparator.comparing(String::valueOf));
        for (int i = 0; i < ENTRIES; i++) {
            Entry entry = entry(i);
            List<String> key = by.stream().map(each -> value(each, entry)).toList();
            expected.merge(key, counted(entry), DatabasesTest::sum);
        }
        Map<List<String>, List<Object>> found = new TreeMap<>(java.util.Comparator.comparing(String::valueOf));
        List<String> after = List.of();
        while (true) {
            List<Row> page = ask(books, by, Map.of(), after, 7);
            for (Row row : page) {
                assertThat(found.put(row.key(), counted(row)))
                        .as("row twice: %s", row.key())
                        .isNull();
            }
            if (page.size() < 7) {
                break;
            }
            after = page.getLast().key();
        }
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, sums) ->
                assertThat(found.get(key)).as(String.valueOf(key)).isEqualTo(sums));
    }

    private static String value(By by, Entry entry) {
        return switch (by) {
            case DAY ->
                LocalDate.ofInstant(entry.when(), java.time.ZoneOffset.UTC).toString();
            case CALLER -> entry.caller();
            case GROUP -> entry.group();
            case PROVIDER -> entry.provider();
            case MODEL -> entry.model();
            case KEY -> entry.key();
        };
    }

    private static List<Object> counted(Entry entry) {
        Usage usage = entry.usage() == null ? Usage.NONE : entry.usage();
        return List.of(
                entry.last() ? 1L : 0L,
                1L,
                entry.error() == null ? 0L : 1L,
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite(),
                usage.output(),
                usage.reasoning(),
                0L,
                entry.usage() != null && entry.cost() == null ? 1L : 0L,
                entry.cost() == null ? BigDecimal.ZERO : entry.cost().stripTrailingZeros());
    }

    private static List<Object> counted(Row row) {
        return List.of(
                row.requests(),
                row.attempts(),
                row.failures(),
                row.input(),
                row.cacheRead(),
                row.cacheWrite(),
                row.output(),
                row.reasoning(),
                row.estimated(),
                row.unpriced(),
                row.cost().signum() == 0 ? BigDecimal.ZERO : row.cost());
    }

    private static List<Object> sum(List<Object> one, List<Object> other) {
        List<Object> sum = new ArrayList<>();
        for (int i = 0; i < one.size() - 1; i++) {
            sum.add((Long) one.get(i) + (Long) other.get(i));
        }
        sum.add(((BigDecimal) one.getLast()).add((BigDecimal) other.getLast()).stripTrailingZeros());
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void singleEntriesKeepEveryField(Kind kind) throws SQLException {
        DataSource database = database(kind, "entries");
        try (Books books = books(database, "entries-" + kind)) {
            keep(books, 0, ENTRIES);
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM usage_entry ORDER BY duration_ms")) {
            for (int i = 0; i < ENTRIES; i++) {
                assertThat(rows.next()).isTrue();
                same(rows, entry(i));
            }
            assertThat(rows.next()).isFalse();
        }
    }

    private static void same(ResultSet row, Entry entry) throws SQLException {
        Usage usage = entry.usage();
        assertThat(row.getLong("at_ms")).isEqualTo(entry.when().toEpochMilli());
        assertThat(row.getString("request_id")).isEqualTo(entry.requestId());
        assertThat(row.getString("caller")).isEqualTo(entry.caller());
        assertThat(row.getString("asked")).isEqualTo(Store.cut(entry.asked(), 256));
        assertThat(row.getString("key_name")).isEqualTo(entry.key());
        assertThat(row.getBoolean("streamed")).isEqualTo(entry.stream());
        assertThat(row.getInt("attempt")).isEqualTo(entry.attempt());
        assertThat(row.getBoolean("final_attempt")).isEqualTo(entry.last());
        assertThat(row.getString("outcome")).isEqualTo(entry.outcome().name());
        assertThat(row.getString("error")).isEqualTo(entry.error() == null ? null : Store.cut(entry.error(), 512));
        assertThat(row.getObject("input_tokens")).isEqualTo(usage == null ? null : usage.input());
        assertThat(row.getObject("cache_write_1h_tokens")).isEqualTo(usage == null ? null : usage.cacheWrite1h());
        if (entry.cost() == null) {
            assertThat(row.getBigDecimal("cost")).isNull();
        } else {
            assertThat(row.getBigDecimal("cost")).isEqualByComparingTo(entry.cost());
        }
        assertThat(row.getObject("overhead_us"))
                .isEqualTo(entry.overhead() == null ? null : entry.overhead().toNanos() / 1000);
    }

    /** What a client calls its model is up to it; whatever that is, the entries behind it must not wait for ever. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void halfACharacterIsKeptAsAQuestionMark(Kind kind) throws SQLException {
        DataSource database = database(kind, "half");
        String half = "\uD83D";
        String cutInHalf = "x".repeat(127) + "\uD83D\uDC19";
        try (Books books = books(database, "half-" + kind)) {
            books.record(named(1, half));
            books.record(named(2, cutInHalf));
            books.record(named(3, "\uDC19\0" + half));
            await().untilAsserted(() -> assertThat(ask(books, List.of(By.CALLER), Map.of(), List.of(), 10).stream()
                            .map(row -> row.key().getFirst()))
                    .containsExactlyInAnyOrder("?", "x".repeat(127), "? ?"));
        }
    }

    private static Entry named(int number, String caller) {
        Entry entry = BooksTest.entry(number);
        return new Entry(
                FIRST.atStartOfDay(java.time.ZoneOffset.UTC).toInstant(),
                entry.requestId(),
                caller,
                entry.dialect(),
                entry.operation(),
                caller,
                caller,
                entry.target(),
                entry.provider(),
                caller,
                entry.key(),
                entry.stream(),
                entry.attempt(),
                entry.last(),
                entry.outcome(),
                entry.status(),
                caller,
                entry.usage(),
                entry.cost(),
                entry.firstContent(),
                entry.overhead(),
                entry.duration());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theNextRunGoesOn(Kind kind) {
        DataSource database = database(kind, "next");
        for (int run = 1; run <= 3; run++) {
            try (Books books = books(database, "next-" + kind)) {
                keep(books, (run - 1) * 100, run * 100);
            }
        }
    }

    /** As after a journal was written and its process killed before the database had it. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aJournalThatWasLeftBehindIsTakenOver(Kind kind) throws Exception {
        DataSource database = database(kind, "left");
        Path folder = directory.resolve("left-" + kind).resolve("journal");
        try (Journal journal = new Journal(folder, InstantSource.fixed(NOW))) {
            journal.append(
                    IntStream.range(0, 700).mapToObj(DatabasesTest::entry).toList());
        }
        try (Books books = books(database, "left-" + kind)) {
            keep(books, 700, 900);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void twoRoutersWriteToOneDatabase(Kind kind) {
        DataSource database = database(kind, "two");
        try (Books one = books(database, "one-" + kind);
                Books two = books(database, "two-" + kind)) {
            for (int i = 0; i < 2000; i++) {
                (i % 2 == 0 ? one : two).record(entry(i));
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(attempts(one)).isEqualTo(2000));
        }
    }

    /** Killed in the middle of whatever it did; a commit whose answer was lost counts, and counts once. */
    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "H2", mode = EnumSource.Mode.EXCLUDE)
    void aDatabaseThatDiesLosesNothingAndCountsNothingTwice(Kind kind) throws SQLException {
        DataSource database = database(kind, "dies");
        DatabaseServer server = server(kind);
        try (Books books = books(database, "dies-" + kind)) {
            keep(books, 0, 500);
            for (int i = 500; i < 3000; i++) {
                books.record(entry(i));
            }
            server.stop();
            for (int i = 3000; i < 5000; i++) {
                books.record(entry(i));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !books.reachable() && books.waiting() == 0);
            server.start();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(attempts(books)).isEqualTo(5000));
            assertThat(books.dropped()).isZero();
        }
        Set<String> ids = new TreeSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT request_id FROM usage_entry")) {
            while (rows.next()) {
                assertThat(ids.add(rows.getString(1))).isTrue();
            }
        }
        assertThat(ids).hasSize(5000);
    }
}
