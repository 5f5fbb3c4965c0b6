package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.admin.AuditLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit verify}, on what two runs of a router have written. */
class AuditTest {

    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();

    @Test
    void aTrailIsWholeUntilSomebodyTouchesIt() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (AuditLines trail = new AuditLines()) {
                try (RunningRouter router = new RunningRouter("""
                    access: {admin_keys: [sk-admin]}
                    server: {data_dir: "%s"}
                    """.formatted(directory.resolve("data")))) {
                    router.post("/admin/reload", "", "authorization", "Bearer sk-admin");
                    router.post("/admin/reload", "");
                }
                lines.addAll(trail.texts());
            }
        }
        Path file = directory.resolve("audit.log");
        Files.write(file, lines);
        String head = "--head=" + directory.resolve("data/audit-head.json");

        assertThat(run(head, file)).isZero();
        assertThat(said.toString()).contains("8 events in 2 chains", "The trail is whole.");

        Files.write(file, lines.subList(0, 7));
        assertThat(run("--partial", file)).isZero();
        assertThat(run(head, file)).isOne();
        lines.set(2, lines.get(2).replace("refused", "done"));
        Files.write(file, lines);
        assertThat(run(head, file)).isOne();
        assertThat(said.toString()).contains(":3: event 3 of chain", "was changed", "The trail is NOT whole.");
    }

    private int run(String option, Path file) {
        said.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .execute("audit", "verify", option, file.toString());
    }
}
