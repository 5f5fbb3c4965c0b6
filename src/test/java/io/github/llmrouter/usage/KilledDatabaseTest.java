package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.h2.store.fs.Recorder;
import org.h2.store.fs.rec.FilePathRec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill leaves the database's file as it was after one of its writes, or in the middle of it: whichever this was, the next run takes over what the
 * journal has, each entry once.
 */
class KilledDatabaseTest {

    private static final int PAGE = 4096;
    private static final int ENTRIES = 30;
    private static final String SEGMENT = "usage-00000000000001-00000000.jsonl";

    @TempDir
    private Path directory;

    /** What was on the disk at one moment. */
    private record Left(byte[] database, boolean segment) {

        boolean is(byte[] bytes, boolean there) {
            return segment == there && Arrays.equals(database, bytes);
        }
    }

    private final List<Left> states = new ArrayList<>();

    @Test
    void aKillAfterAnyWriteLosesNothingAndCountsNothingTwice() throws Exception {
        record();
        assertThat(states.size()).isGreaterThan(10);
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            Left left = states.get(i);
            try {
                long kept = takenOver(directory.resolve("after-" + i), left);
                if (kept != ENTRIES) {
                    failed.add(i + ": " + kept + " entries");
                }
            } catch (SQLException | IOException e) {
                failed.add(i + ": " + e);
            }
        }
        System.out.println("kill: " + states.size() + " states of the database's file were opened");
        assertThat(failed).as("of " + states.size() + " states").isEmpty();
    }

    /** Makes the tables, takes a segment over and removes it, all of it written at once. */
    private void record() throws Exception {
        Path first = Files.createDirectories(directory.resolve("first"));
        Path file = first.resolve("usage.mv.db");
        Path segment = journal(first);
        FilePathRec.register();
        FilePathRec.setRecorder((operation, name, data, at) -> {
            try {
                boolean there = Files.exists(segment);
                if (operation == Recorder.WRITE && data.length > PAGE && !states.isEmpty()) {
                    // The system may end a process between two pages of one write.
                    left(written(states.getLast().database, data, (data.length / PAGE + 1) / 2 * PAGE, at), there);
                }
                left(Files.exists(file) ? Files.readAllBytes(file) : new byte[0], there);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String url = "jdbc:h2:rec:" + first.resolve("usage") + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1";
        try (Database database = new Database(first, BoundDatabase.source(url))) {
            file(first, database);
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            }
        } finally {
            FilePathRec.setRecorder(null);
        }
    }

    private void left(byte[] database, boolean segment) {
        if (states.isEmpty() || !states.getLast().is(database, segment)) {
            states.add(new Left(database, segment));
        }
    }

    private static byte[] written(byte[] before, byte[] data, int length, long at) {
        byte[] after = Arrays.copyOf(before, Math.max(before.length, (int) at + length));
        System.arraycopy(data, 0, after, (int) at, length);
        return after;
    }

    private static Path journal(Path directory) throws IOException {
        Path segment = Files.createDirectories(directory.resolve("journal")).resolve(SEGMENT);
        for (int i = 0; i < ENTRIES; i++) {
            Files.write(
                    segment, EntryLine.write(BooksTest.entry(i)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return segment;
    }

    private static void file(Path directory, Database database) throws SQLException, IOException {
        try (Journal journal = new Journal(directory.resolve("journal"), InstantSource.system())) {
            Filing filing = new Filing(journal, database.store());
            while (filing.run(ENTRIES / 3)) {
                // The next ones.
            }
        }
    }

    private static long takenOver(Path directory, Left left) throws SQLException, IOException {
        Files.createDirectories(directory);
        if (left.segment) {
            journal(directory);
        }
        Files.write(directory.resolve("usage.mv.db"), left.database);
        try (Database database = new Database(directory, null)) {
            file(directory, database);
            if (left.segment) {
                try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
                    assertThat(files).isEmpty();
                }
            }
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT id) FROM usage_entry")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
