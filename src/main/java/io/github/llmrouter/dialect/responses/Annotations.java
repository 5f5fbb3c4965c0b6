package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.wire.Json;
import java.util.Optional;

/** Citations as annotations of an {@code output_text}. Both count code points of that text. */
final class Annotations {

    private Annotations() {}

    static Citation read(JsonNode annotation) {
        return new Citation(
                annotation.path("url").textValue(),
                annotation.has("title")
                        ? annotation.path("title").textValue()
                        : annotation.path("filename").textValue(),
                null,
                annotation.path("file_id").textValue(),
                annotation.path("start_index").asInt(-1),
                annotation.path("end_index").asInt(-1),
                Responses.NAME,
                annotation);
    }

    /** Empty if this dialect has no way to say it. A citation that does not tell its span is about the whole text. */
    static Optional<JsonNode> write(Citation citation, String text) {
        if (citation.origin().equals(Responses.NAME)) {
            return Optional.of(citation.raw());
        }
        int length = text.codePointCount(0, text.length());
        String title = citation.title() == null ? "" : citation.title();
        if (citation.url() != null) {
            return Optional.of(Json.type("url_citation")
                    .with("url", citation.url())
                    .with("title", title)
                    .with("start_index", citation.start() < 0 ? 0 : citation.start())
                    .with("end_index", citation.end() < 0 ? length : citation.end())
                    .node());
        }
        if (citation.fileId() != null) {
            return Optional.of(Json.type("file_citation")
                    .with("file_id", citation.fileId())
                    .with("filename", title)
                    .with("index", citation.end() < 0 ? length : citation.end())
                    .node());
        }
        return Optional.empty();
    }
}
