package io.github.llmrouter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.admin.AuditTrail;
import io.github.llmrouter.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with an audit trail after it was written. */
@Command(
        name = "audit",
        description = "Looks at a written audit trail.",
        subcommands = Audit.Verify.class,
        mixinStandardHelpOptions = true)
final class Audit {

    /** Looks whether a trail is whole. */
    @Command(
            name = "verify",
            description = {
                "Looks whether an audit trail is whole: no line changed, none missing, none twice.",
                "Exits with 0 if it is, with 1 if not; prints what is wrong."
            },
            sortOptions = false,
            usageHelpAutoWidth = true,
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "the log's files, the oldest first")
        private List<Path> files = List.of();

        @Option(
                names = "--head",
                paramLabel = "FILE",
                description = "audit-head.json of the data directory: shows whether the last lines are missing")
        private @Nullable Path head;

        @Option(names = "--partial", description = "older files are gone on purpose: the trail may begin anywhere")
        private boolean partial;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before the call
        private CommandSpec spec;

        @Override
        public Integer call() throws CannotStart {
            PrintWriter out = spec.commandLine().getOut();
            AuditTrail trail = new AuditTrail();
            for (Path file : files) {
                read(trail, file);
            }
            List<String> problems = trail.problems(partial, kept());
            problems.forEach(out::println);
            trail.summary().forEach(out::println);
            out.println(problems.isEmpty() ? "The trail is whole." : "The trail is NOT whole.");
            out.flush();
            return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }

        /** Bytes as Latin-1: events are ASCII, and what else is in the file may be in any encoding. */
        private static void read(AuditTrail trail, Path file) throws CannotStart {
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    trail.line(file + ":" + ++number, line);
                }
            } catch (IOException e) {
                throw new CannotStart("cannot be read: " + e);
            }
        }

        private @Nullable JsonNode kept() throws CannotStart {
            try {
                return head == null ? null : Json.read(Files.readAllBytes(head));
            } catch (IOException e) {
                throw new CannotStart("cannot be read: " + e);
            }
        }
    }
}
