package io.github.llmrouter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    /**
     * Calls go through many small methods, and the compiler repeats what it inlined on every level of them: inlining less halves
     * its work and costs the compiled code nothing that can be measured.
     */
    private static final String INLINE_LESS = "-XX:FreqInlineSize=60";

    @Parameters(paramLabel = "DIR", description = "a directory that this may fill")
    private Path directory = Path.of("");

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "an option for java, such as -XX:+UseSerialGC; the cache is made for it, and run holds it")
    private List<String> options = List.of();

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
            List<String> all =
                    Stream.concat(Stream.of(INLINE_LESS), options.stream()).toList();
            return prepare(directory.toAbsolutePath().normalize(), all, out);
        } catch (IOException e) {
            throw new CannotStart(directory + " cannot be prepared: " + e);
        }
    }

    private static int prepare(Path target, List<String> options, PrintWriter out)
            throws IOException, InterruptedException, CannotStart {
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
            new Rehearsal(target, options, ProgramFiles.classPath(jars)).record(cache);
        }
        Files.writeString(target.resolve("run"), arguments(options, ProgramFiles.classPath(jars), cache));
        out.println("Start it with:  java @" + target.resolve("run") + " --config FILE");
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static String arguments(List<String> options, String classPath, Path cache) {
        List<String> lines = new ArrayList<>();
        options.forEach(option -> lines.add(quoted(option)));
        if (Files.exists(cache)) {
            lines.add(quoted("-XX:AOTCache=" + cache));
        }
        lines.addAll(List.of("-cp", quoted(classPath), Main.class.getName(), ""));
        return String.join(System.lineSeparator(), lines);
    }

    /** As files of arguments want it. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
