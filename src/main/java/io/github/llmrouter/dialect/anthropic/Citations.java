package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Citations: Anthropic's speak of the whole text block that carries them. */
final class Citations {

    private Citations() {}

    static List<Citation> all(@Nullable JsonNode array, int length) {
        return array == null
                ? List.of()
                : StreamSupport.stream(array.spliterator(), false)
                        .map(raw -> read(raw, length))
                        .toList();
    }

    /** @param length code points of the text block */
    static Citation read(JsonNode raw, int length) {
        return new Citation(
                raw.path("url").textValue(),
                first(raw, "title", "document_title"),
                raw.path("cited_text").textValue(),
                raw.path("file_id").textValue(),
                0,
                length,
                Anthropic.NAME,
                raw);
    }

    private static @Nullable String first(JsonNode raw, String... fields) {
        return Stream.of(fields)
                .map(field -> raw.path(field).textValue())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Another vendor's citation cannot be written: the index is encrypted. */
    static boolean writable(Citation citation) {
        return citation.origin().equals(Anthropic.NAME);
    }
}
