package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trail that is not as it was written is found out. */
class AuditTrailTest {

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T10:00:00Z"));

    @TempDir
    private Path directory;

    private final AuditLines lines = new AuditLines();

    @BeforeEach
    void twoRuns() {
        for (int run = 1; run <= 2; run++) {
            try (Audit audit = new Audit(directory, clock)) {
                audit.start("c0ffee");
                for (int i = 0; i < 3; i++) {
                    audit.record(Json.object().with("action", "reload").with("who", "op " + run + i));
                }
            }
        }
    }

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void aWholeTrailIsWholeWhateverIsAroundIt() throws IOException {
        List<String> written = new ArrayList<>();
        for (String line : lines.texts()) {
            written.add("01-Mar-2026 10:00:00.000 INFO [http-nio-8080-exec-1] io.github.llmrouter.audit " + line);
            written.add("something else");
        }

        assertThat(problems(written)).isEmpty();
        assertThat(written).hasSize(20);
    }

    @Test
    void everyLineThatIsMissingShows() throws IOException {
        for (int i = 0; i < lines.texts().size(); i++) {
            List<String> written = new ArrayList<>(lines.texts());
            written.remove(i);

            assertThat(problems(written)).as("without line " + i).isNotEmpty();
        }
    }

    @Test
    void everyChangedCharacterShows() throws IOException {
        for (int line = 0; line < lines.texts().size(); line++) {
            String text = lines.texts().get(line);
            for (int at = 0; at < text.length(); at++) {
                List<String> written = new ArrayList<>(lines.texts());
                char other = text.charAt(at) == 'x' ? 'y' : 'x';
                written.set(line, text.substring(0, at) + other + text.substring(at + 1));

                assertThat(problems(written)).as(line + ":" + at).isNotEmpty();
            }
        }
    }

    @Test
    void linesThatAreDoubledOrSwappedShow() throws IOException {
        List<String> doubled = new ArrayList<>(lines.texts());
        doubled.add(3, doubled.get(2));
        assertThat(problems(doubled)).isNotEmpty();
        List<String> swapped = new ArrayList<>(lines.texts());
        swapped.set(2, swapped.set(3, swapped.get(2)));
        assertThat(problems(swapped)).isNotEmpty();
    }

    @Test
    void aWholeRunThatIsMissingShows() throws IOException {
        List<String> texts = lines.texts();

        assertThat(problems(texts.subList(5, 10))).anyMatch(problem -> problem.contains("the run after it names it"));
        assertThat(problems(texts.subList(0, 5))).anyMatch(problem -> problem.contains("the last that was written"));
        assertThat(trail(texts.subList(5, 10)).problems(true, head())).isEmpty();
    }

    @Test
    void anOlderRunThatGoesOnForAMomentIsNoProblem() throws IOException {
        lines.texts().clear();
        Audit older = new Audit(directory, clock);
        older.start("");
        try (Audit newer = new Audit(directory, clock)) {
            newer.start("");
            older.record(Json.object().with("action", "reload"));
            newer.record(Json.object().with("action", "reload"));
            older.close();
        }

        assertThat(problems(lines.texts()))
                .singleElement()
                .asString()
                .contains("the run after it names it"); // the two runs of before, which are cleared
    }

    private List<String> problems(List<String> written) throws IOException {
        return trail(written).problems(false, head());
    }

    @Test
    void nothingThatSomebodyIsCalledMakesALineOfItsOwn() throws IOException {
        String name = "eve\r\n{\"seq\":9,\"chain\":\"x\"}\u2028\u0085\u001b[31m\u202egnu Zoë 🦊";
        try (Audit audit = new Audit(null, clock)) {
            audit.record(Json.object().with("who", name));
        }

        String line = lines.texts().get(10);
        assertThat(line).matches("[\\x20-\\x7e]+");
        assertThat(Json.read(line).path("who").asText()).isEqualTo(name);
        assertThat(trail(lines.texts()).problems(false, null)).isEmpty();
    }

    private JsonNode head() throws IOException {
        return Json.read(Files.readAllBytes(directory.resolve("audit-head.json")));
    }

    private static AuditTrail trail(List<String> written) {
        AuditTrail trail = new AuditTrail();
        for (int i = 0; i < written.size(); i++) {
            trail.line("line " + i, written.get(i));
        }
        return trail;
    }
}
