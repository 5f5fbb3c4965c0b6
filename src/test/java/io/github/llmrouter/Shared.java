package io.github.llmrouter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The recorded traffic and real clients' requests beside the project; tests that need them skip loudly when they are absent. */
public final class Shared {

    private Shared() {}

    /** A file or folder below {@code shared}; aborts the test, with a printed reason, if it is not there. */
    public static Path path(String relative) {
        Optional<Path> found = find(relative);
        if (found.isEmpty()) {
            String reason = "SKIPPED: shared/" + relative + " is not beside the project";
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        return found.orElseThrow();
    }

    public static Optional<Path> find(String relative) {
        String configured = System.getProperty("llm-router.shared");
        Stream<Path> candidates = configured != null
                ? Stream.of(Path.of(configured))
                : Stream.iterate(Path.of("").toAbsolutePath(), java.util.Objects::nonNull, Path::getParent)
                        .map(parent -> parent.resolve("shared"));
        return candidates
                .map(shared -> shared.resolve(relative))
                .filter(Files::exists)
                .findFirst();
    }

    /** The files of a folder below {@code shared} whose names end in {@code suffix}, sorted; empty if it is absent. */
    public static List<Path> list(String relative, String suffix) {
        Optional<Path> folder = find(relative);
        if (folder.isEmpty()) {
            System.err.println("SKIPPED: shared/" + relative + " is not beside the project");
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
