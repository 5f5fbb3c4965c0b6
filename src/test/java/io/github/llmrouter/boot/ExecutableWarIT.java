package io.github.llmrouter.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged file as a program: needs what {@code mvn package} makes. */
@Timeout(120)
class ExecutableWarIT {

    private static final String ADMIN = "sk-admin-0123456789";
    private static final Path WAR = Path.of("target", "llm-router.war").toAbsolutePath();

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void anOldJvmIsToldInOneLineWhatIsNeeded() throws Exception {
        Optional<Path> old = oldJvm();
        assumeTrue(old.isPresent(), "skipped: there is no Java below 21 in /usr/lib/jvm");
        Process program = new ProcessBuilder(old.get().toString(), "-jar", WAR.toString(), "--version")
                .redirectErrorStream(true)
                .start();

        assertThat(lines(program)).hasSize(1).first().asString().contains("needs Java 21 or newer");
        assertThat(exit(program)).isEqualTo(1);
    }

    @Test
    void itServesAndEndsCleanlyOnATermination() throws Exception {
        Process program = serve();
        String uri = uri(program);

        assertThat(get(uri + "/health").statusCode()).isEqualTo(200);
        assertThat(ask(uri).body()).contains("Hello from demo-large");
        program.toHandle().destroy();

        assertThat(lines(program)).noneMatch(line -> line.contains(" ERROR "));
        assertThat(exit(program)).isZero();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void itKeepsBooks() throws Exception {
        Process program = serve();
        String uri = uri(program);
        assertThat(ask(uri).statusCode()).isEqualTo(200);

        HttpRequest.Builder usage = HttpRequest.newBuilder(URI.create(uri + "/admin/usage?by=model&format=csv"))
                .header("authorization", "Bearer " + ADMIN);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(send(usage).body()).contains("demo-large,1,1,0,"));
        program.toHandle().destroy();

        assertThat(lines(program)).noneMatch(line -> line.contains(" ERROR "));
        assertThat(exit(program)).isZero();
        assertThat(directory.resolve("data/usage.mv.db")).isNotEmptyFile();
    }

    @Test
    void aPreparedDirectoryServesWithTheOptionsItWasMadeFor() throws Exception {
        Path prepared = directory.resolve("prepared");
        Process preparing = start("aot", prepared.toString(), "--java-option=-XX:+UseSerialGC");
        assertThat(lines(preparing)).last().asString().contains("java @" + prepared.resolve("run"));
        assertThat(exit(preparing)).isZero();

        assertThat(prepared.resolve("run")).content().contains("-XX:+UseSerialGC");
        assertThat(prepared.resolve("llm-router.aot").toFile().exists())
                .as("a cache, which Java has from 25 on")
                .isEqualTo(Runtime.version().feature() >= 25);
        Process program = java("@" + prepared.resolve("run"), "--ip=127.0.0.1", "--port=0", "--config=" + config());
        assertThat(ask(uri(program)).body()).contains("Hello from demo-large");
        program.destroy();
        assertThat(exit(program)).isZero();
    }

    @Test
    void nothingOfTheFileCanBeDownloaded() throws Exception {
        String uri = uri(serve());
        for (String path : List.of(
                "/io/github/llmrouter/boot/Boot.class",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/WEB-INF/lib-provided/")) {
            assertThat(get(uri + path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process program = start("--ip=0.0.0.0", "--port=" + taken.getLocalPort(), "--config=" + config());

            assertThat(lines(program))
                    .containsExactly("Error: 0.0.0.0:" + taken.getLocalPort() + ": Address already in use");
            assertThat(exit(program)).isEqualTo(1);
        }
    }

    @Test
    void everyModelOfTheDemoPassesTheCheck() throws Exception {
        Process program = start("--check", "--config=" + config());

        assertThat(lines(program))
                .contains("Checking models (1 total):", "[OK] demo -> demo-large (openai)", "1 of 1 answered.");
        assertThat(exit(program)).isZero();
    }

    private static Optional<Path> oldJvm() throws IOException {
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> home.getFileName().toString().matches(".*\\b(8|11|17)\\b.*"))
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private Process serve() throws IOException {
        return start("--ip=127.0.0.1", "--port=0", "--config=" + config());
    }

    private Process start(String... arguments) throws IOException {
        return java(Stream.concat(Stream.of("-jar", WAR.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private Process java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private Path config() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        return Files.writeString(directory.resolve("config.yaml"), """
            demo: %1$d
            model_list:
              - model_name: demo
                llm_params: {api_type: openai, model: demo-large, api_base: "http://127.0.0.1:%1$d/v1", api_key: none}
            router_settings: {strategy: roundrobin}
            server: {data_dir: "%2$s"}
            access: {admin_keys: [{name: operations, key: %3$s}]}
            """.formatted(port, directory.resolve("data"), ADMIN));
    }

    private static String uri(Process program) throws IOException {
        BufferedReader out = program.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            int at = line.indexOf("answers on ");
            if (at >= 0) {
                return line.substring(at + "answers on ".length());
            }
        }
        throw new AssertionError("it ended with " + program.exitValue());
    }

    private static List<String> lines(Process program) {
        return program.inputReader().lines().toList();
    }

    private static int exit(Process program) throws InterruptedException {
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return program.exitValue();
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("llm-router-"))
                    .toList();
        }
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(uri)));
    }

    private static HttpResponse<String> ask(String uri) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(uri + "/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
