package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Recorded and own traffic of this dialect: {@code own/x} is a test resource, everything else lies in the shared fixtures. */
final class Fixtures {

    private static final String OWN = "own/";

    private Fixtures() {}

    /** The answers whose meaning somebody wrote down. */
    static List<String> answers() {
        return Stream.concat(own(), shared(".res.json", ".res.sse"))
                .filter(file -> expected(file).isObject())
                .toList();
    }

    static List<String> streams() {
        return answers().stream().filter(file -> file.endsWith(".sse")).toList();
    }

    static List<String> requests() {
        return shared(".req.json").toList();
    }

    private static Stream<String> own() {
        return Stream.of(OWN + "interleaved.res.sse", OWN + "interleaved.res.json", OWN + "citations.res.json");
    }

    private static Stream<String> shared(String... suffixes) {
        return Stream.of(suffixes)
                .flatMap(suffix -> Shared.list("fixtures/anthropic", suffix).stream())
                .map(path -> path.getFileName().toString());
    }

    static byte[] bytes(String file) {
        try {
            if (file.startsWith(OWN)) {
                String name = "/anthropic/" + file.substring(OWN.length());
                try (var in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name), name)) {
                    return in.readAllBytes();
                }
            }
            return Files.readAllBytes(Shared.path("fixtures/anthropic").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String file) {
        try {
            return Json.read(bytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an independent decoder, or we ourselves, made of the answer; missing or null if nobody did. */
    static JsonNode expected(String file) {
        try {
            if (file.startsWith(OWN)) {
                return json(file.replaceFirst("\\.res\\..*", ".expect.json"));
            }
            Path all = Shared.find("fixtures/EXPECT.json").orElse(null);
            return all == null
                    ? MissingNode.getInstance()
                    : Json.read(Files.readAllBytes(all)).path(file.replaceFirst("\\.res\\..*", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Long> usage(JsonNode expected) {
        return expected.isObject()
                ? usage(
                        expected.path("in").asLong(),
                        expected.path("cacheRead").asLong(),
                        expected.path("cacheWrite").asLong(),
                        expected.path("out").asLong(),
                        expected.path("reasoning").asLong())
                : Map.of();
    }

    static Map<String, Long> usage(@Nullable Usage usage) {
        return usage == null
                ? Map.of()
                : usage(usage.totalInput(), usage.cacheRead(), usage.cacheWrite(), usage.output(), usage.reasoning());
    }

    private static Map<String, Long> usage(long in, long read, long write, long out, long reasoning) {
        return Map.of("in", in, "read", read, "write", write, "out", out, "reasoning", reasoning);
    }
}
