package io.github.llmrouter.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/**
 * What of the application is in a server's process, as that process itself tells it.
 *
 * @param loaders class loaders of the application that the garbage collector has not taken: each holds one {@code Dialects}
 * @param threads names of threads that only the application starts
 * @param files open ones in the application's data directory; empty where the system does not tell
 * @param beans names of MBeans
 */
record Remains(int loaders, List<String> threads, List<String> files, List<String> beans) {

    private static final Pattern LOADERS =
            Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +io\\.github\\.llmrouter\\.dialect\\.Dialects\\b");
    private static final Pattern THREADS =
            Pattern.compile("(?m)^\"((?:llm-router|idle-connection|H2 |MVStore|jersey)[^\"]*)\"");

    static Remains of(ServletServer server, Path data) throws Exception {
        try (Contract.Beans beans = server.beans()) {
            MBeanServerConnection connection = beans.connection();
            int loaders = LOADERS.matcher(ask(connection, "gcClassHistogram"))
                    .results()
                    .mapToInt(row -> Integer.parseInt(row.group(1)))
                    .sum();
            List<String> threads = THREADS.matcher(ask(connection, "threadPrint"))
                    .results()
                    .map((MatchResult line) -> line.group(1))
                    .sorted()
                    .toList();
            List<String> names = connection.queryNames(new ObjectName("io.github.llmrouter:*"), null).stream()
                    .map(ObjectName::toString)
                    .sorted()
                    .toList();
            return new Remains(loaders, threads, files(server.jvm(), data), names);
        }
    }

    /** Whether there is nothing of it but class loaders. */
    boolean nothingElse() {
        return threads.isEmpty() && files.isEmpty() && beans.isEmpty();
    }

    /** As {@code jcmd} does; the histogram collects garbage first. */
    private static String ask(MBeanServerConnection connection, String command) throws Exception {
        return (String) connection.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                command,
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    }

    private static List<String> files(long process, Path data) throws IOException {
        Path open = Path.of("/proc", Long.toString(process), "fd");
        if (!Files.isDirectory(open)) {
            return List.of();
        }
        try (Stream<Path> links = Files.list(open)) {
            return links.map(Remains::target)
                    .filter(target -> target.startsWith(data.toString()))
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
