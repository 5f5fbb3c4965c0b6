package io.github.llmrouter.containers;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract on a server that Arquillian starts, deploys to and stops. JUnit makes the one instance before Arquillian starts the
 * server: a subclass's constructor puts the server's files in place and sets the properties that {@code arquillian.xml} names.
 */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArquillianContract extends Contract {

    @ArquillianResource
    private URL deployed;

    /** The packaged file, unchanged. */
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "llm-router.war")
                .importFrom(ServletServer.WAR.toFile())
                .as(WebArchive.class);
    }

    @Override
    final URI uri() {
        return URI.create(deployed.toString().replaceFirst("/$", ""));
    }

    /** An empty directory, whose logs stay when the test is over. */
    static Path directory(String name) throws IOException {
        Path directory = Path.of("target", "arquillian", name).toAbsolutePath();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    /** The MBeans of the server that runs in this directory, a child of this process. */
    static Beans beansOf(Path base) throws Exception {
        return new AttachedBeans(ProcessHandle.current()
                .descendants()
                .filter(each -> arguments(each).stream().anyMatch(argument -> argument.contains(base.toString())))
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid());
    }

    private static List<String> arguments(ProcessHandle process) {
        return process.info().arguments().map(List::of).orElse(List.of());
    }
}
