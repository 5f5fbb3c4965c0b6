package io.github.llmrouter.usage;

import io.github.llmrouter.DebianProgram;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A real PostgreSQL or MariaDB in a process of its own, on a free port of 127.0.0.1, its data in a temporary folder. Its programs
 * are those of {@link DebianProgram}.
 */
public abstract sealed class DatabaseServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final int NOBODY = 65534;

    final Path home;
    final Path data;
    final int port;
    private Process process;

    private DatabaseServer(Path home) throws IOException {
        this.home = home;
        this.data = Files.createTempDirectory("llm-router-database");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    /** Empty, with a line that says so, if the machine does not have it. */
    public static Optional<DatabaseServer> postgresql() {
        return started("PostgreSQL", "usr/lib/postgresql", "bin/postgres", Postgresql::new);
    }

    /** Empty, with a line that says so, if the machine does not have it. */
    public static Optional<DatabaseServer> mariadb() {
        return started("MariaDB", "usr/sbin", "mariadbd", Mariadb::new);
    }

    private interface Maker {
        DatabaseServer make(Path home) throws IOException;
    }

    private static Optional<DatabaseServer> started(String name, String below, String program, Maker maker) {
        try {
            for (Path root : DebianProgram.roots()) {
                Optional<Path> home = home(root.resolve(below), program);
                if (home.isPresent()) {
                    DatabaseServer server = maker.make(home.get());
                    server.prepare();
                    server.start();
                    return Optional.of(server);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(DebianProgram.missing(name));
        return Optional.empty();
    }

    /** Debian has a folder for each version of PostgreSQL. */
    private static Optional<Path> home(Path folder, String program) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), versions)
                    .filter(home -> Files.isExecutable(home.resolve(program)))
                    .findFirst();
        }
    }

    abstract void prepare() throws IOException;

    abstract List<String> command();

    /** What a container would be given, user and password included. */
    public abstract String url();

    public DataSource source() {
        return BoundDatabase.source(url());
    }

    /** Starts it again with what it had; returns when it answers. */
    public void start() {
        try {
            process = run(command());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection = source().getConnection()) {
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IllegalStateException("the database does not start: " + log(), e);
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Ends it at once, as when its machine loses power; connections break. */
    public void stop() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().join();
        }
    }

    /** Starts a program, as somebody else if this is root, whom PostgreSQL refuses. */
    final Process run(List<String> command, String... owner) throws IOException {
        List<String> words = new ArrayList<>();
        if (ROOT) {
            Files.setAttribute(data, "unix:uid", NOBODY);
            words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        words.addAll(command);
        return DebianProgram.withLibraries(new ProcessBuilder(words))
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    final void finish(Process program) throws IOException {
        try {
            if (!program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || program.exitValue() != 0) {
                program.destroyForcibly();
                throw new IOException("the database cannot be made: " + log());
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Path logFile() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        stop();
        try {
            Files.deleteIfExists(logFile());
            Files.walkFileTree(data, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Postgresql extends DatabaseServer {

        Postgresql(Path home) throws IOException {
            super(home);
        }

        @Override
        void prepare() throws IOException {
            finish(run(List.of(
                    home.resolve("bin/initdb").toString(),
                    "--no-sync",
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--pgdata=" + data)));
        }

        @Override
        List<String> command() {
            return List.of(
                    home.resolve("bin/postgres").toString(),
                    "-D",
                    data.toString(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=");
        }

        @Override
        public String url() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=5&socketTimeout=20";
        }
    }

    private static final class Mariadb extends DatabaseServer {

        Mariadb(Path home) throws IOException {
            super(home);
        }

        private List<String> command(String... more) {
            List<String> command = new ArrayList<>(List.of(
                    home.resolve("mariadbd").toString(),
                    "--no-defaults",
                    "--basedir=" + home.getParent(),
                    "--datadir=" + data,
                    "--skip-grant-tables",
                    "--character-set-server=latin1"));
            command.addAll(List.of(more));
            return command;
        }

        /** As {@code mariadb-install-db} does it, which has its paths built in. */
        @Override
        void prepare() throws IOException {
            Path scripts = home.resolveSibling("share/mysql");
            Process bootstrap = run(command("--bootstrap"));
            try (var in = bootstrap.outputWriter()) {
                in.write("create database mysql;\nuse mysql;\n");
                for (String script : List.of("mysql_system_tables.sql", "mysql_system_tables_data.sql")) {
                    in.write(Files.readString(scripts.resolve(script)));
                }
                in.write("create database books;\n");
            }
            finish(bootstrap);
        }

        @Override
        List<String> command() {
            return command(
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--socket=" + data.resolve("socket"),
                    "--pid-file=" + data.resolve("pid"));
        }

        @Override
        public String url() {
            return "jdbc:mariadb://127.0.0.1:" + port + "/books?user=root&connectTimeout=5000&socketTimeout=20000";
        }
    }
}
