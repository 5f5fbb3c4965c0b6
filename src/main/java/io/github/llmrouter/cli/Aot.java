package io.github.llmrouter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prepares a directory from which the program starts faster: plain jars, a cache of what the JVM learned about them in a
 * short rehearsal, and a file of arguments for {@code java}.
 */
@Command(
        name = "aot",
        description = {
            "Prepares DIR for a fast start; afterwards `java @DIR/run --config FILE` serves.",
            "Again after every update of the program or of Java."
        },
        usageHelpAutoWidth = true)
final class Aot implements Callable<Integer> {

    private static final String CACHE = "llm-router.aot";
    private static final int FIRST_WITH_CACHE = 25;

    @Parameters(paramLabel = "DIR", description = "a directory that this may fill")
    private Path directory = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try {
            return prepare(directory.toAbsolutePath().normalize(), out);
        } catch (IOException e) {
            throw new CannotStart(directory + " cannot be prepared: " + e);
        }
    }

    private static int prepare(Path target, PrintWriter out) throws IOException, InterruptedException, CannotStart {
        Files.createDirectories(target);
        List<Path> jars = ProgramFiles.copyTo(Files.createDirectories(target.resolve("lib")));
        Path cache = target.resolve(CACHE);
        Files.deleteIfExists(cache);
        if (Runtime.version().feature() < FIRST_WITH_CACHE) {
            out.println("Java " + Runtime.version().feature() + " has no such cache yet, Java " + FIRST_WITH_CACHE
                    + " has: without it, the start is only a little faster.");
        } else {
            out.println("Rehearsing ...");
            out.flush();
            new Rehearsal(target, ProgramFiles.classPath(jars)).record(cache);
        }
        Files.writeString(target.resolve("run"), arguments(ProgramFiles.classPath(jars), cache));
        out.println("Start it with:  java @" + target.resolve("run") + " --config FILE");
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static String arguments(String classPath, Path cache) {
        String flag = Files.exists(cache) ? quoted("-XX:AOTCache=" + cache) + System.lineSeparator() : "";
        return flag
                + String.join(System.lineSeparator(), "-cp", quoted(classPath), Main.class.getName())
                + System.lineSeparator();
    }

    /** As files of arguments want it. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
