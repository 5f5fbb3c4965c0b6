package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Recorded traffic of this dialect, and small cases of our own that are always there. */
final class Fixtures {

    private static final String RECORDED = "fixtures/openai-responses";

    private Fixtures() {}

    /** Own and recorded files whose names end in {@code suffix}. */
    static List<Path> files(String suffix) {
        return Stream.concat(own(suffix).stream(), Shared.list(RECORDED, suffix).stream())
                .toList();
    }

    static List<Path> own(String suffix) {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/openai-responses"))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an independent decoder makes of an answer; empty if nobody wrote it down. */
    static Optional<JsonNode> expected(Path answer) {
        String name = answer.getFileName().toString();
        String id = name.replaceFirst("\\.res\\.(json|sse)$", "");
        Path beside = answer.resolveSibling(id + ".expect.json");
        if (Files.exists(beside)) {
            return Optional.of(json(beside));
        }
        return Shared.find("fixtures/EXPECT.json")
                .map(file -> json(file).path(id))
                .filter(JsonNode::isObject)
                .filter(found -> found.path("provider").asText().equals("openai-responses"));
    }

    static JsonNode json(Path file) {
        try {
            return Json.read(bytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of a stream, its bytes cut at {@code cuts} (ascending). */
    static List<Frame> frames(byte[] stream, int... cuts) {
        List<Frame> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(frames::add);
        try {
            int from = 0;
            for (int cut : cuts) {
                reader.read(stream, from, cut - from);
                from = cut;
            }
            reader.read(stream, from, stream.length - from);
            reader.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }
}
