package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the sources of an answer and says them as {@code groundingMetadata}. Used by one thread. */
final class Grounding {

    private final List<JsonNode> chunks = new ArrayList<>();
    private final List<Json> supports = new ArrayList<>();

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /**
     * @param before text that stands in the same part ahead of the cited one
     * @return false if Gemini has no place for such a source
     */
    boolean add(Citation citation, String before, String text) {
        JsonNode chunk = chunk(citation);
        if (chunk == null) {
            return false;
        }
        int index = chunks.indexOf(chunk);
        if (index < 0) {
            index = chunks.size();
            chunks.add(chunk);
        }
        if (citation.start() >= 0 && citation.end() >= citation.start()) {
            supports.add(support(citation, before, text, index));
        }
        return true;
    }

    private static @Nullable JsonNode chunk(Citation citation) {
        JsonNode raw = citation.raw();
        boolean ours = citation.origin().equals(Gemini.NAME);
        if (ours && (raw.has("web") || raw.has("retrievedContext") || raw.has("maps"))) {
            return raw;
        }
        if (citation.url() == null) {
            return null;
        }
        return Json.object()
                .with("web", Json.object().with("uri", citation.url()).with("title", citation.title()))
                .node();
    }

    private static Json support(Citation citation, String before, String text, int index) {
        int start = offset(text, citation.start());
        int end = offset(text, citation.end());
        int base = bytes(before);
        int first = base + bytes(text.substring(0, start));
        String cited = text.substring(start, end);
        Json segment = Json.object()
                .with("startIndex", first == 0 ? null : Integer.valueOf(first))
                .with("endIndex", first + bytes(cited))
                .with("text", cited);
        return Json.object()
                .with("segment", segment)
                .with("groundingChunkIndices", Json.MAPPER.createArrayNode().add(index));
    }

    private static int offset(String text, int codePoints) {
        return text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    Json json() {
        return Json.object()
                .with("groundingChunks", Stream.of(chunks.toArray()))
                .withAny("groundingSupports", Stream.of(supports.toArray()));
    }
}
