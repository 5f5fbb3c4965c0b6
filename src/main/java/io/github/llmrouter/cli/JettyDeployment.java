package io.github.llmrouter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A JETTY_BASE whose deployer looks for changes: beside the context's file if there is one, else in {@code webapps}. */
final class JettyDeployment implements Deployment {

    private final Path context;
    private final Path installed;
    private final Path previous;

    JettyDeployment(Path base, String name) {
        context = base.resolve("webapps").resolve(name + ".xml");
        installed = (Files.exists(context) ? base : base.resolve("webapps")).resolve(name + ".war");
        previous = base.resolve(name + ".war.previous");
    }

    @Override
    public void install(Path war) throws IOException {
        if (Files.exists(installed)) {
            Files.copy(installed, previous, StandardCopyOption.REPLACE_EXISTING);
        }
        put(war);
    }

    /** In one step, so that Jetty never sees half a file. */
    private void put(Path war) throws IOException {
        Path next = previous.resolveSibling(installed.getFileName() + ".next");
        Files.copy(war, next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, installed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(context)) {
            Files.setLastModifiedTime(context, FileTime.from(Instant.now()));
        }
    }

    @Override
    public void rollBack() throws IOException {
        if (Files.exists(previous)) {
            put(previous);
            Files.delete(previous);
        } else {
            Files.deleteIfExists(installed);
        }
    }

    @Override
    public void settle() throws IOException {
        Files.deleteIfExists(previous);
    }
}
