package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources that a candidate names, in {@code groundingMetadata} and {@code citationMetadata}. Google counts bytes of UTF-8, the
 * hub code points; which part is meant is seen by its text. Used by one thread.
 */
final class Sources {

    /** A source that no part has claimed yet; {@code text} is the cited span, null if not told. */
    private record Open(
            JsonNode raw,
            @Nullable String url,
            @Nullable String title,
            @Nullable String quote,
            int start,
            int end,
            @Nullable String text) {}

    private final List<Open> open = new ArrayList<>();

    void read(JsonNode candidate) {
        JsonNode grounding = candidate.path("groundingMetadata");
        JsonNode chunks = grounding.path("groundingChunks");
        JsonNode supports = grounding.path("groundingSupports");
        for (JsonNode support : supports) {
            for (JsonNode index : support.path("groundingChunkIndices")) {
                grounded(chunks.path(index.asInt(-1)), support.path("segment"));
            }
        }
        if (supports.isEmpty()) {
            chunks.forEach(chunk -> grounded(chunk, null));
        }
        JsonNode metadata = candidate.path("citationMetadata");
        JsonNode cited = metadata.has("citations") ? metadata.get("citations") : metadata.path("citationSources");
        cited.forEach(this::cited);
    }

    private void grounded(JsonNode chunk, @Nullable JsonNode segment) {
        if (chunk.isMissingNode()) {
            return;
        }
        JsonNode source = chunk.has("web") ? chunk.get("web") : chunk.path("retrievedContext");
        open.add(new Open(
                chunk,
                text(source.path("uri")),
                text(source.path("title")),
                text(source.path("text")),
                segment == null ? -1 : segment.path("startIndex").asInt(0),
                segment == null ? -1 : segment.path("endIndex").asInt(-1),
                segment == null ? null : text(segment.path("text"))));
    }

    private void cited(JsonNode citation) {
        open.add(new Open(
                citation,
                text(citation.path("uri")),
                text(citation.path("title")),
                null,
                citation.path("startIndex").asInt(0),
                citation.path("endIndex").asInt(-1),
                null));
    }

    /** Whether every source has found its text. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The sources of this text; they are not given out again. */
    List<Citation> claim(String text) {
        if (open.isEmpty()) {
            return List.of();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Citation> claimed = new ArrayList<>();
        open.removeIf(source -> {
            boolean fits = fits(source, bytes);
            if (fits) {
                claimed.add(citation(source, bytes));
            }
            return fits;
        });
        return claimed;
    }

    private static boolean fits(Open source, byte[] bytes) {
        if (source.end < 0 || source.text == null) {
            return source.end <= bytes.length;
        }
        return source.start >= 0
                && source.start <= source.end
                && source.end <= bytes.length
                && source.text.equals(
                        new String(bytes, source.start, source.end - source.start, StandardCharsets.UTF_8));
    }

    private static Citation citation(Open source, byte[] bytes) {
        boolean span = source.start >= 0 && source.start <= source.end;
        return new Citation(
                source.url,
                source.title,
                source.quote,
                null,
                span ? codePoints(bytes, source.start) : -1,
                span ? codePoints(bytes, source.end) : -1,
                Gemini.NAME,
                source.raw);
    }

    /** Bytes that continue a character do not count. */
    private static int codePoints(byte[] bytes, int end) {
        int count = 0;
        for (int i = 0; i < end; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
