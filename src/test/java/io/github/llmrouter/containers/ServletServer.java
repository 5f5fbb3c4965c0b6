package io.github.llmrouter.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import javax.management.ObjectName;

/**
 * A servlet container as a program of its own, set up with the files of {@code webapp-config} as an operator would.
 *
 * <p>Threading: one process, ended with {@link #close()}.
 */
public abstract class ServletServer implements AutoCloseable {

    /** The configuration's secret, which the container knows by JNDI. */
    static final String UPSTREAM_KEY = "sk-from-jndi";

    static final Path WAR = Path.of(System.getProperty("containers.war", "target/llm-router.war"))
            .toAbsolutePath();
    static final Path SERVERS =
            Path.of(System.getProperty("containers.servers", "target/servers")).toAbsolutePath();
    static final Path FILES = Path.of("webapp-config").toAbsolutePath();

    /** For one question: an idle connection may hold an application in the server's memory. */
    static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    final Path base;
    final int port = freePort();
    private @org.jspecify.annotations.Nullable Process process;

    private @org.jspecify.annotations.Nullable String database;

    ServletServer(Path base) {
        this.base = base;
    }

    /** Binds a database for the records of usage; to be told before the start. */
    void database(String url) {
        database = url;
    }

    /** What {@link #database} was told; null if nothing. */
    @org.jspecify.annotations.Nullable
    String database() {
        return database;
    }

    /** The driver's file. */
    static Path driver() throws Exception {
        return Path.of(org.h2.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** Where the server keeps a line for each request. */
    abstract Path accessLog() throws IOException;

    /** Where this server's administrator finds the audit trail. */
    Path trail() throws IOException {
        return newest(base.resolve("logs"), "llm-router-audit\\..*\\.log");
    }

    /** The newest file there whose name is like this. */
    static Path newest(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .max(java.util.Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("there is no " + name + " in " + directory));
        }
    }

    /** What {@code ${jndi:...}} must name here. */
    String upstreamKeyName() {
        return "llm-router/upstream-key";
    }

    /** Where the operator's files say that the configuration is. */
    abstract Path configFile();

    /** The command that runs the server in the foreground, after its files are in place. */
    abstract List<String> command() throws Exception;

    abstract void deploy() throws IOException;

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    /** Begins to take the application away. */
    abstract void remove() throws IOException;

    /** Takes the application away, and waits until it has gone. */
    final void undeploy() throws IOException {
        remove();
        awaitStatus("/health", 404, Duration.ofSeconds(60));
    }

    /** Replaces the running application as the server's documentation says. */
    abstract void redeploy() throws IOException;

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/llm-router");
    }

    /** The process that runs Java; a script may have started it. */
    long jvm() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** Attaches to the process. */
    Contract.Beans beans() throws Exception {
        return new AttachedBeans(jvm());
    }

    /** Changes a level of the log by what the server offers for it while it runs: the platform's MBean. */
    void level(String logger, String level) throws Exception {
        try (Contract.Beans beans = beans()) {
            beans.connection()
                    .invoke(
                            new ObjectName(LogManager.LOGGING_MXBEAN_NAME),
                            "setLoggerLevel",
                            new Object[] {logger, level},
                            new String[] {String.class.getName(), String.class.getName()});
        }
    }

    Path log() {
        return base.resolve("console.log");
    }

    /** Puts all files in place but the application; returns the command that runs the server. */
    List<String> prepare(String yaml) throws Exception {
        Files.createDirectories(base);
        List<String> command = command();
        Files.createDirectories(configFile().getParent());
        Files.writeString(configFile(), yaml);
        return command;
    }

    void start(String yaml) throws Exception {
        List<String> command = prepare(yaml);
        deploy();
        process = run(command);
        awaitStatus("/health/ready", 200, Duration.ofSeconds(120));
    }

    private Process run(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Runs a program that sets something up, and waits for its end. */
    void once(List<String> command) throws Exception {
        Process setUp = run(command);
        if (!setUp.waitFor(120, TimeUnit.SECONDS) || setUp.exitValue() != 0) {
            setUp.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + "\n" + Files.readString(log()));
        }
    }

    void awaitStatus(String path, int status, Duration patience) {
        await(() -> status(path) == status, patience, path + " does not answer " + status);
    }

    int status(String path) {
        try (HttpClient client = client()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(uri() + path).normalize())
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void await(BooleanSupplier condition, Duration patience, String complaint) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || process != null && !process.isAlive()) {
                throw new AssertionError(complaint + "\n" + said());
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Everything that the server said. */
    String console() throws IOException {
        return Files.readString(log());
    }

    /** The end of what the server said. */
    String said() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "it said nothing: " + e;
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        // A script may end before what it has started, which still writes.
        CompletableFuture<?> ended =
                CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            ended.get(40, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : new ArrayList<>(files.toList())) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
