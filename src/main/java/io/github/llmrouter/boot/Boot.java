package io.github.llmrouter.boot;

import java.io.BufferedOutputStream;
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
import java.util.zip.ZipOutputStream;

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
    private static final String LIBRARIES = "WEB-INF/lib/";
    private static final String SERVER = "WEB-INF/lib-provided/";

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

    /** Jars as they are, and all classes in one more: hundreds of small files take longer to make than the rest of the start. */
    private static URL[] unpack(File war, Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        Path own = directory.resolve("llm-router.jar");
        jars.add(own.toUri().toURL());
        try (ZipFile zip = new ZipFile(war);
                ZipOutputStream classes = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(own)))) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (entry.isDirectory()) {
                    continue;
                }
                if (name.startsWith(CLASSES)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        copy(in, classes, stored(entry, name.substring(CLASSES.length())));
                    }
                } else if (name.endsWith(".jar") && (name.startsWith(LIBRARIES) || name.startsWith(SERVER))) {
                    Path jar = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, jar);
                    }
                    jars.add(jar.toUri().toURL());
                }
            }
        }
        return jars.toArray(new URL[0]);
    }

    /** Not compressed: it is read once. */
    private static ZipEntry stored(ZipEntry entry, String name) {
        ZipEntry stored = new ZipEntry(name);
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(entry.getSize());
        stored.setCrc(entry.getCrc());
        return stored;
    }

    private static void copy(InputStream in, ZipOutputStream out, ZipEntry entry) throws IOException {
        out.putNextEntry(entry);
        byte[] buffer = new byte[8192];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            out.write(buffer, 0, length);
        }
        out.closeEntry();
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // what is left is in the system's directory for temporary files
        }
    }
}
