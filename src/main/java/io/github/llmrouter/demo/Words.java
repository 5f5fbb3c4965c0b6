package io.github.llmrouter.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the voices have in common: texts out of nested content, pieces for a stream, identifiers. */
final class Words {

    private static final int PIECE = 12;

    private Words() {}

    /** All text of a content, however it is nested. */
    static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (content.isArray()) {
            return stream(content).map(Words::text).collect(Collectors.joining("\n"));
        }
        return Stream.of("text", "content", "output")
                .map(content::path)
                .filter(inner -> !inner.isMissingNode())
                .findFirst()
                .map(Words::text)
                .orElse("");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Never cuts a surrogate pair. */
    static Stream<String> pieces(String text) {
        int[] points = text.codePoints().toArray();
        return IntStream.iterate(0, at -> at < points.length, at -> at + PIECE)
                .mapToObj(at -> new String(points, at, Math.min(PIECE, points.length - at)));
    }

    static String id(String prefix) {
        return prefix + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
