package io.github.llmrouter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells a coding agent to use this router: prints its settings, writes them, or tries a round trip. */
@Command(
        name = "connect",
        description = "Prints what a coding agent must be told to use the router.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true)
final class Connect implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "CLIENT", description = "claude-code, codex, gemini-cli, opencode or amp")
    private String client = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8000",
            description = "the router (default: ${DEFAULT-VALUE})")
    private String url = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "none",
            description = "a key of the router; any word if it wants none")
    private String key = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "auto-coding",
            description = "model, group or virtual model (default: ${DEFAULT-VALUE})")
    private String model = "";

    @Option(
            names = "--home",
            paramLabel = "DIRECTORY",
            description = "where the client keeps its settings (default: the user's home)")
    private @Nullable Path home;

    @Option(names = "--write", description = "write them, after a copy of what is there: FILE.bak")
    private boolean write;

    @Option(names = "--check", description = "ask the router a short question as the client would")
    private boolean check;

    @Spec
    private @Nullable CommandSpec spec;

    /** 0, or 1 if something could not be done, 2 if there is no such client. */
    @Override
    public Integer call() {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<AgentClient> known = AgentClient.of(client);
        if (known.isEmpty()) {
            err.println("There is no client called " + client + ": "
                    + Arrays.stream(AgentClient.values())
                            .map(AgentClient::written)
                            .collect(Collectors.joining(", ")));
            return 2;
        }
        AgentClient agent = known.get();
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        Path below = home == null ? Path.of(System.getProperty("user.home")) : home;
        try {
            for (Map.Entry<String, String> entry : agent.files(base, key, model).entrySet()) {
                Path file = below.resolve(entry.getKey());
                if (write) {
                    write(file, entry.getValue());
                    out.println("Written: " + file);
                } else if (!check) {
                    out.println("In " + file + ":");
                    out.println();
                    out.print(entry.getValue());
                    out.println();
                }
            }
            out.println(agent.then());
            return check ? check(agent, base, out) : 0;
        } catch (IOException e) {
            err.println("Error: " + e.getMessage());
            return 1;
        }
    }

    private static void write(Path file, String settings) throws IOException {
        Files.createDirectories(file.getParent());
        boolean there = Files.exists(file);
        String before = there ? Files.readString(file) : "";
        String after = AgentClient.json(file.toString()) ? merged(file, before, settings) : appended(before, settings);
        if (there) {
            Path backup = file.resolveSibling(file.getFileName() + ".bak");
            Files.copy(file, backup, StandardCopyOption.REPLACE_EXISTING);
        }
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(next, after);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String merged(Path file, String before, String settings) throws IOException {
        JsonNode present;
        try {
            present = before.isBlank() ? Json.object().node() : Json.read(before);
        } catch (IOException e) {
            throw new IOException(file + " is not plain JSON; nothing was changed", e);
        }
        if (!(present instanceof ObjectNode target) || !(Json.read(settings) instanceof ObjectNode more)) {
            throw new IOException(file + " holds no JSON object; nothing was changed");
        }
        merge(target, more);
        return target.toPrettyString() + "\n";
    }

    private static void merge(ObjectNode target, ObjectNode more) {
        more.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner
                    && target.get(field.getKey()) instanceof ObjectNode present) {
                merge(present, inner);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }

    /** What was written before is replaced. */
    private static String appended(String before, String settings) {
        String others = before.replaceAll("(?s)# llm-router begin\\R.*?# llm-router end\\R?", "");
        return others.isBlank() ? settings : others.stripTrailing() + "\n\n" + settings;
    }

    private int check(AgentClient agent, String base, PrintWriter out) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + agent.path(model)))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(agent.question(model)))
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            boolean ok = answer.statusCode() == 200;
            out.println((ok ? "[OK] " : "[FAIL] ") + answer.statusCode() + " from "
                    + answer.headers().firstValue("x-llm-router-model").orElse("the router"));
            if (!ok) {
                out.println(
                        answer.body().substring(0, Math.min(500, answer.body().length())));
            }
            return ok ? 0 : 1;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
