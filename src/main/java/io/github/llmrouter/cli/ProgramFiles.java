package io.github.llmrouter.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Where this program's classes are, and how they are put elsewhere. */
final class ProgramFiles {

    private ProgramFiles() {}

    /** Copies the class path's jars; a directory of classes becomes a jar. In the class path's order. */
    static List<Path> copyTo(Path target) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path source : sources()) {
            if (Files.isDirectory(source)) {
                Path jar = target.resolve("llm-router-" + jars.size() + ".jar");
                jar(source, jar);
                jars.add(jar);
            } else if (Files.exists(source)) {
                Path jar = target.resolve(source.getFileName().toString());
                Files.copy(source, jar, StandardCopyOption.REPLACE_EXISTING);
                jars.add(jar);
            }
        }
        return jars;
    }

    static String classPath(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Those of the executable WAR's class loader, or the JVM's own class path. */
    private static List<Path> sources() {
        if (ProgramFiles.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(ProgramFiles::path).toList();
        }
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("it came from a file", e);
        }
    }

    private static void jar(Path directory, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(directory);
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(file)) {
            for (Path source : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(
                        new ZipEntry(directory.relativize(source).toString().replace('\\', '/')));
                Files.copy(source, zip);
                zip.closeEntry();
            }
        }
    }
}
