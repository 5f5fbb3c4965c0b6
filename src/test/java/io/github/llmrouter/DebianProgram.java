package io.github.llmrouter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs that tests want and that are no libraries of Java's: those of the system, or what {@code src/test/debian/unpack} has brought. */
public final class DebianProgram {

    private static final Path UNPACKED = Path.of(System.getProperty(
            "test.programs",
            System.getProperty("java.io.tmpdir") + "/llm-router-test-programs-" + System.getProperty("user.name")));

    private DebianProgram() {}

    /** Where the system's folders begin; another user's could hold anything and does not count. */
    public static List<Path> roots() {
        try {
            boolean ours = Files.isDirectory(UNPACKED)
                    && Files.getOwner(UNPACKED).getName().equals(System.getProperty("user.name"));
            return ours ? List.of(Path.of("/"), UNPACKED) : List.of(Path.of("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Such as {@code usr/sbin/apache2}; empty if it is not there. */
    public static Optional<Path> find(String path) {
        return roots().stream()
                .map(root -> root.resolve(path))
                .filter(Files::exists)
                .findFirst();
    }

    /** What opens pages without a screen and prints what became of them; empty if the machine does not have it. */
    public static Optional<Path> chromium() {
        // The script that Debian puts in front of it knows one place only.
        Path installed = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
        return Files.isExecutable(installed) ? Optional.of(installed) : find("usr/lib/chromium/chromium");
    }

    /** Why a test is skipped, and what would help. */
    public static String missing(String what) {
        return "SKIPPED: there is no " + what + " on this machine, nor in " + UNPACKED
                + "; src/test/debian/unpack fetches it";
    }

    /** Lets a program find the libraries that were unpacked with it. */
    public static ProcessBuilder withLibraries(ProcessBuilder program) {
        String folders = roots().stream()
                .skip(1)
                .flatMap(root -> Stream.of(root.resolve("usr/lib"), root.resolve("lib")))
                .flatMap(DebianProgram::ofThisMachine)
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        if (!folders.isEmpty()) {
            program.environment().put("LD_LIBRARY_PATH", folders);
        }
        return program;
    }

    private static Stream<Path> ofThisMachine(Path libraries) {
        if (!Files.isDirectory(libraries)) {
            return Stream.of();
        }
        try (Stream<Path> folders = Files.list(libraries)) {
            return folders.filter(folder -> folder.getFileName().toString().endsWith("-linux-gnu")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
