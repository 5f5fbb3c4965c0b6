package io.github.llmrouter.boot;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What {@code java -jar llm-router.war} runs: unpacks the web application's classes and jars, and the server's beside them,
 * into a private directory that goes away at exit, and calls the program in a class loader of their own.
 *
 * <p>Compiled for Java 8, so that a JVM that is too old can say so.
 */
public final class Boot {

    private static final int NEEDED = 21;
    private static final String PROGRAM = "io.github.llmrouter.cli.Main";
    private static final String CLASSES = "WEB-INF/classes/";

    private Boot() {}

    public static void main(String[] args) throws Throwable {
        if (feature(System.getProperty("java.specification.version")) < NEEDED) {
            System.err.println("llm-router needs Java " + NEEDED + " or newer; this is Java "
                    + System.getProperty("java.version") + " (" + System.getProperty("java.home") + ").");
            System.exit(1);
        }
        Path directory = Files.createTempDirectory("llm-router-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "llm-router-clean-up"));
        URL[] classPath = unpack(war(), directory);
        URLClassLoader loader =
                new URLClassLoader(classPath, ClassLoader.getSystemClassLoader().getParent());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass(PROGRAM).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** 8 for 1.8, 21 for 21. */
    private static int feature(String specification) {
        return Integer.parseInt(specification.startsWith("1.") ? specification.substring(2) : specification);
    }

    private static File war() throws URISyntaxException {
        return new File(
                Boot.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static URL[] unpack(File war, Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        jars.add(Files.createDirectories(directory.resolve(CLASSES)).toUri().toURL());
        try (ZipFile zip = new ZipFile(war)) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                boolean jar = entry.getName().matches("WEB-INF/lib(-provided)?/[^/]+\\.jar");
                if (entry.isDirectory() || !jar && !entry.getName().startsWith(CLASSES)) {
                    continue;
                }
                Path file = directory.resolve(entry.getName()).normalize();
                if (!file.startsWith(directory)) {
                    throw new IOException("a strange name in " + war + ": " + entry.getName());
                }
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
                if (jar) {
                    jars.add(file.toUri().toURL());
                }
            }
        }
        return jars.toArray(new URL[0]);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // what is left is in the system's directory for temporary files
        }
    }
}
