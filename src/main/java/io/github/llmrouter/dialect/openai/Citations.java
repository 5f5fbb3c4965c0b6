package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.wire.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sources of an answer: {@code annotations}, whose indices count code points in the whole text of the message. */
final class Citations {

    private Citations() {}

    /** @param offset where the text part begins in the whole text */
    static Citation read(JsonNode annotation, int offset) {
        JsonNode url = annotation.path("url_citation");
        JsonNode file = annotation.path("file_citation");
        JsonNode place = url.isObject() ? url : file.isObject() ? file : annotation;
        return new Citation(
                text(place, "url"),
                text(place, "title"),
                text(place, "quote"),
                text(place, "file_id"),
                shifted(place.path("start_index"), -offset),
                shifted(place.path("end_index"), -offset),
                OpenAi.NAME,
                annotation);
    }

    /** Empty for a source that has no address: OpenAI has no words for it. Without a span it is the whole part. */
    static Optional<Json> write(Citation citation, int offset, int length) {
        if (citation.url() == null) {
            return Optional.empty();
        }
        boolean spans = citation.start() >= 0 && citation.end() >= citation.start();
        Json url = Json.object()
                .with("start_index", offset + (spans ? citation.start() : 0))
                .with("end_index", offset + (spans ? citation.end() : length))
                .with("title", citation.title() == null ? "" : citation.title())
                .with("url", citation.url());
        return Optional.of(Json.type("url_citation").with("url_citation", url));
    }

    private static int shifted(JsonNode index, int by) {
        return index.isInt() ? Math.max(-1, index.intValue() + by) : -1;
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.textValue() : null;
    }
}
