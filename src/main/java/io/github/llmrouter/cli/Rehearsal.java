package io.github.llmrouter.cli;

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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the program in a JVM of its own with a scripted provider, sends requests in all dialects, and lets that JVM write
 * down what it loaded and compiled.
 */
final class Rehearsal {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 3;
    private static final List<String> TYPES = List.of("openai", "openai-responses", "anthropic", "gemini");

    private final Path directory;
    private final List<String> options;
    private final String classPath;

    /** @param options for the JVM; a cache is good only for the same ones */
    Rehearsal(Path directory, List<String> options, String classPath) {
        this.directory = directory;
        this.options = options;
        this.classPath = classPath;
    }

    /** @throws CannotStart if the program did not come up, or left no cache; its output is in {@code rehearsal.log} */
    void record(Path cache) throws IOException, InterruptedException, CannotStart {
        int port = freePort();
        Path config = Files.writeString(directory.resolve("rehearsal.yaml"), config(freePort()));
        Path log = directory.resolve("rehearsal.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath, Main.class.getName()));
        command.addAll(List.of("--ip=127.0.0.1", "--port=" + port, "--config=" + config));
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            play(http, "http://127.0.0.1:" + port, program);
            program.destroy();
            program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            program.destroyForcibly();
        }
        if (!Files.exists(cache)) {
            throw new CannotStart("the rehearsal failed; see " + log);
        }
        Files.delete(config);
        Files.delete(log);
    }

    private static void play(HttpClient http, String base, Process program) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (program.isAlive() && System.nanoTime() < until && status(http, base + "/health", null) != 200) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        for (int round = 0; round < ROUNDS && program.isAlive(); round++) {
            for (String model :
                    Stream.concat(TYPES.stream(), Stream.of("group")).toList()) {
                speak(http, base, model);
            }
        }
        status(http, base + "/v1/models", null);
    }

    /** Every dialect to this model, at once and streamed. */
    private static void speak(HttpClient http, String base, String model) throws InterruptedException {
        String prompt = "[{\"role\": \"user\", \"content\": \"[[words 20]] [[call look {}]]\"}]";
        for (boolean stream : new boolean[] {false, true}) {
            String head = "{\"model\": \"" + model + "\", \"stream\": " + stream + ", ";
            status(http, base + "/v1/chat/completions", head + "\"messages\": " + prompt + "}");
            status(http, base + "/v1/responses", head + "\"input\": " + prompt + "}");
            status(http, base + "/v1/messages", head + "\"max_tokens\": 100, \"messages\": " + prompt + "}");
            status(
                    http,
                    base + "/v1beta/models/" + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
                    "{\"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"[[words 20]]\"}]}]}");
        }
    }

    /** 0 when there is no answer. */
    private static int status(HttpClient http, String uri, @Nullable String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE);
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body)).header("content-type", "application/json");
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String config(int demo) {
        StringBuilder config = new StringBuilder("demo: " + demo + "\nmodel_list:\n");
        for (String type : TYPES) {
            String path = switch (type) {
                case "anthropic" -> "";
                case "gemini" -> "/v1beta";
                default -> "/v1";
            };
            config.append("""
                  - model_name: %s
                    llm_params: {api_type: %s, model: demo, api_base: "http://127.0.0.1:%d%s", api_key: none}
                """.formatted(type, type, demo, path));
        }
        return config + """
            router_settings:
              strategy: roundrobin
              model_groups:
                - name: group
                  models: [{name: openai, selector: ".tools | length == 0"}, {name: gemini}]
            """;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
