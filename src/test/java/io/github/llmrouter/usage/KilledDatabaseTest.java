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
import javax.sql.DataSource;
import org.h2.store.fs.Recorder;
import org.h2.store.fs.rec.FilePathRec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill leaves the database's file as it was after one of its writes, or in the middle of it: whichever this was, the next run takes
 * over what the journal has, each entry once, and so does the run after that if it is killed as well.
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

    @BeforeEach
    void record() {
        FilePathRec.register();
    }

    @AfterEach
    void recordNoMore() {
        FilePathRec.setRecorder(null);
    }

    @Test
    void aKillAfterAnyWriteLosesNothingAndCountsNothingTwice() throws Exception {
        // Every statement is written at once, and not half a second later with others.
        String url = "jdbc:h2:rec:" + directory.resolve("first/usage") + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1";
        List<Left> first = run("first", new Left(new byte[0], true), BoundDatabase.source(url));
        assertThat(first.size()).isGreaterThan(20);
        check("first", first);
        // Among these are some that made the tables only in part.
        for (int i = 1; i < first.size(); i += Math.max(1, first.size() / 6)) {
            check("second-" + i, run("again-" + i, first.get(i), null));
        }
    }

    /** Takes a segment over and removes it, after whatever an earlier run has left; returns what there was in the meantime. */
    private List<Left> run(String name, Left before, @Nullable DataSource bound) throws Exception {
        Path place = lay(name, before);
        Path file = place.resolve("usage.mv.db");
        Path segment = place.resolve("journal").resolve(SEGMENT);
        List<Left> states = new ArrayList<>();
        FilePathRec.setRecorder((operation, path, data, at) -> {
            try {
                boolean there = Files.exists(segment);
                if (operation == Recorder.WRITE && data.length > PAGE && !states.isEmpty()) {
                    // The system may end a process between two pages of one write.
                    int length = (data.length / PAGE + 1) / 2 * PAGE;
                    left(states, written(states.getLast().database, data, length, at), there);
                }
                left(states, Files.exists(file) ? Files.readAllBytes(file) : new byte[0], there);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (Database database = new Database(place, bound, "rec:")) {
            file(place, database);
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                // Without compacting, which writes for as long as it may: the number of states would depend on the
                // machine.
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
        } finally {
            FilePathRec.setRecorder(null);
        }
        return states;
    }

    private static void left(List<Left> states, byte[] database, boolean segment) {
        if (states.isEmpty() || !states.getLast().is(database, segment)) {
            states.add(new Left(database, segment));
        }
    }

    private static byte[] written(byte[] before, byte[] data, int length, long at) {
        byte[] after = Arrays.copyOf(before, Math.max(before.length, (int) at + length));
        System.arraycopy(data, 0, after, (int) at, length);
        return after;
    }

    private Path lay(String name, Left left) throws IOException {
        Path place = Files.createDirectories(directory.resolve(name));
        Path journal = Files.createDirectories(place.resolve("journal"));
        if (left.segment) {
            for (int i = 0; i < ENTRIES; i++) {
                Files.write(
                        journal.resolve(SEGMENT),
                        EntryLine.write(BooksTest.entry(i)),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        }
        Files.write(place.resolve("usage.mv.db"), left.database);
        return place;
    }

    private static void file(Path directory, Database database) throws SQLException, IOException {
        try (Journal journal = new Journal(directory.resolve("journal"), InstantSource.system())) {
            Filing filing = new Filing(journal, database.store());
            while (filing.run(ENTRIES / 3)) {
                // The next ones.
            }
        }
    }

    /** Each of these must end in the same books. */
    private void check(String name, List<Left> states) {
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            try {
                long kept = takenOver(name + "-after-" + i, states.get(i));
                if (kept != ENTRIES) {
                    failed.add(i + ": " + kept + " entries");
                }
            } catch (SQLException | IOException e) {
                failed.add(i + ": " + e);
            }
        }
        System.out.println("kill: " + states.size() + " states of the database's file were opened, " + name);
        assertThat(failed).as(name + ", of " + states.size() + " states").isEmpty();
    }

    private long takenOver(String name, Left left) throws SQLException, IOException {
        Path place = lay(name, left);
        try (Database database = new Database(place, null)) {
            file(place, database);
            assertThat(place.resolve("journal")).isEmptyDirectory();
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                long kept;
                try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM usage_entry")) {
                    rows.next();
                    kept = rows.getLong(1);
                }
                // The first run's DB_CLOSE_DELAY is kept in the file, and would keep every one of these databases open.
                statement.execute("SHUTDOWN IMMEDIATELY");
                return kept;
            }
        }
    }
}
