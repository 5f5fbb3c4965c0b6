package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.llmrouter.RawClient;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A router in a process of its own, killed in the middle of its work: the books hold what they must, and nothing twice. */
@Timeout(120)
class KillTest {

    private static final int CLIENTS = 8;
    /** What may be lost: the entries of the last group commit. */
    private static final Duration LOST = Duration.ofMillis(100);

    /** What the router that runs now has written. */
    private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path directory;

    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final List<Process> started = new ArrayList<>();
    /** Request ids, and when their answers were complete: {@link System#nanoTime()}. */
    private final Map<String, Long> answered = new ConcurrentHashMap<>();

    private final AtomicInteger asked = new AtomicInteger();
    private Set<String> lost = new HashSet<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        upstream.close();
    }

    @Test
    void theDatabaseFileBesideTheJournalHoldsEveryEntryOnce() throws Exception {
        // At about this time the tables are being made.
        loadAndKill(null, 70);
        loadAndKill(null, 800);
        // Killed again as soon as the second run has taken over what the first had left.
        takeOverAndKill();
        try (Connection connection = ended(null, "jdbc:h2:file:" + directory.resolve("data/usage"))) {
            checkBooks(connection);
        }
    }

    @Test
    void aDatabaseElsewhereHoldsEveryEntryOnce() throws Exception {
        Optional<DatabaseServer> postgresql = DatabaseServer.postgresql();
        assumeTrue(postgresql.isPresent(), "PostgreSQL is not on this machine");
        try (DatabaseServer server = postgresql.get()) {
            loadAndKill(server.url(), 500);
            loadAndKill(server.url(), 300);
            try (Connection connection = ended(server.url(), server.url())) {
                checkBooks(connection);
            }
        }
    }

    /** Asks until so many have been answered, and kills the router with requests under way. */
    private void loadAndKill(String bound, int answers) throws Exception {
        Process router = start(bound);
        int port = port(router);
        int until = answered.size() + answers;
        long killed;
        long worst;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                Pulse pulse = new Pulse(directory, router.pid())) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (router.isAlive() && ask(port)) {
                        // The next one.
                    }
                });
            }
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> answered.size() >= until);
            worst = pulse.worst();
            killed = System.nanoTime();
            router.destroyForcibly().waitFor();
        }
        long since = killed - LOST.toNanos() - 2 * worst;
        Set<String> last = answered.entrySet().stream()
                .filter(each -> each.getValue() > since)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        System.out.println("kill: " + answered.size() + " answered, " + last.size()
                + " of them in the last group; the machine and its disk were late by " + worst / 1000 + " us");
        lost.addAll(last);
    }

    private boolean ask(int port) {
        String id = "ask-" + asked.incrementAndGet();
        boolean stream = asked.get() % 2 == 0;
        try (RawClient client = new RawClient(port)) {
            client.post(Side.OPENAI.path(stream), Side.OPENAI.body(stream), "x-request-id: " + id);
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            client.text(head);
            answered.put(id, System.nanoTime());
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private void takeOverAndKill() throws Exception {
        Process router = start(null);
        port(router);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(segments())
                        .as(() -> "segments left; the router said " + String.join("\n", SAID))
                        .isZero());
        router.destroyForcibly().waitFor();
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/journal"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).count();
        }
    }

    /** A last run, which takes over what there is and ends as it should. */
    private Connection ended(String bound, String url) throws Exception {
        Process router = start(bound);
        int port = port(router);
        await().atMost(Duration.ofSeconds(30)).until(() -> segments() == 0);
        try (RawClient client = new RawClient(port)) {
            client.request("GET", "/admin/usage?by=caller&format=csv", "authorization: Bearer sk-admin-0123456789");
            String csv = client.text(client.head());
            assertThat(csv.lines())
                    .as(() -> csv + "; the router said " + String.join("\n", SAID))
                    .hasSize(2);
            told = Long.parseLong(csv.lines().toList().getLast().split(",")[1]);
        }
        router.destroy();
        assertThat(router.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return BoundDatabase.source(url).getConnection();
    }

    private long told;

    private void checkBooks(Connection connection) throws SQLException {
        Set<String> sent = upstream.requests().stream()
                .map(request -> request.headers().get("x-request-id"))
                .collect(Collectors.toSet());
        Set<String> kept = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT request_id FROM usage_entry")) {
            while (rows.next()) {
                assertThat(kept.add(rows.getString(1))).as("kept twice").isTrue();
            }
        }
        assertThat(told).as("what /admin/usage tells").isEqualTo(kept.size());
        assertThat(sent).as("what the provider was asked").containsAll(kept);
        Set<String> missing = new HashSet<>(answered.keySet());
        missing.removeAll(kept);
        System.out.println("kill: the provider got " + sent.size() + ", " + kept.size() + " are in the books, of "
                + answered.size() + " answered ones " + missing.size() + " are missing");
        assertThat(lost).as("entries of the last groups").containsAll(missing);
    }

    private Process start(String bound) throws IOException {
        Path config = Files.writeString(directory.resolve("config.yaml"), """
            server: {data_dir: "%s"}
            access: {admin_keys: [sk-admin-0123456789]}
            %s\
            """.formatted(
                        directory.resolve("data"), Side.models(upstream.base())));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (bound != null) {
            command.add("-Djava.naming.factory.initial=" + BoundDatabase.class.getName());
            command.add("-Dbound.url=" + bound);
        }
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.addAll(List.of("io.github.llmrouter.cli.Main", "--ip=127.0.0.1", "--port=0", "--config=" + config));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /** Whoever runs the tests may have its own way to load them. */
    private static String classPath() {
        Stream<String> loaded = KillTest.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(URL::toString)
                        .map(url -> Path.of(URI.create(url)).toString())
                : Stream.of(System.getProperty("surefire.test.class.path", ""));
        return Stream.concat(loaded, Stream.of(System.getProperty("java.class.path")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int port(Process router) throws IOException {
        SAID.clear();
        BufferedReader lines = router.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line; (line = lines.readLine()) != null; ) {
            said.append(line).append('\n');
            SAID.add(line);
            int at = line.indexOf("http://127.0.0.1:");
            if (at >= 0) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(SAID::add));
                return URI.create(line.substring(at).split("\\s")[0]).getPort();
            }
        }
        throw new IOException("the router does not start: " + said);
    }

    /** How late this machine's scheduler and disk are in the worst case, which is nothing that a router could help. */
    private static final class Pulse implements AutoCloseable {

        private static final long EVERY = 5_000_000;
        private static final int ROUNDS = 100;

        /** Of the last second or so. */
        private final Queue<Long> late = new ConcurrentLinkedQueue<>();

        /** How long each of the router's threads had waited for a processor at two moments, the newer at least half a second ago. */
        private volatile Map<Path, Long> before = Map.of();

        private volatile Map<Path, Long> then = Map.of();
        private final Path tasks;
        private final Thread thread;

        Pulse(Path directory, long pid) {
            tasks = Path.of("/proc/" + pid + "/task");
            thread = Thread.ofPlatform().start(() -> run(directory.resolve("pulse")));
        }

        private void run(Path file) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                for (int round = 0; !Thread.currentThread().isInterrupted(); round++) {
                    if (round % ROUNDS == 0) {
                        before = then;
                        then = waited();
                    }
                    long start = System.nanoTime();
                    LockSupport.parkNanos(EVERY);
                    channel.write(ByteBuffer.wrap(new byte[512]));
                    channel.force(false);
                    late.add(System.nanoTime() - start - EVERY);
                    if (late.size() > ROUNDS) {
                        late.remove();
                    }
                }
            } catch (IOException e) {
                // Interrupted in the middle.
            }
        }

        long worst() {
            Map<Path, Long> since = before;
            long threads = waited().entrySet().stream()
                    .mapToLong(thread -> thread.getValue() - since.getOrDefault(thread.getKey(), 0L))
                    .max()
                    .orElse(0);
            return Math.max(
                    threads, late.stream().mapToLong(Long::longValue).max().orElse(0));
        }

        /** Nothing where the system does not tell. */
        private Map<Path, Long> waited() {
            Map<Path, Long> waited = new HashMap<>();
            try (Stream<Path> threads = Files.list(tasks)) {
                threads.forEach(each -> waited.put(each, waited(each)));
            } catch (IOException e) {
                // This is no Linux.
            }
            return waited;
        }

        private static long waited(Path thread) {
            try {
                return Long.parseLong(
                        Files.readString(thread.resolve("schedstat")).split("\\s+")[1]);
            } catch (IOException e) {
                // It has ended meanwhile.
                return 0;
            }
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }
}
