package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.wire.Reading;
import org.jspecify.annotations.Nullable;

/** Reads images and documents, wherever their content is. */
final class SourceReader {

    private final Losses losses;
    private final BlockReader blocks;

    SourceReader(Losses losses, BlockReader blocks) {
        this.losses = losses;
        this.blocks = blocks;
    }

    Part document(Reading in, @Nullable CacheMark cache, String path) {
        return new Part.Document(
                media(in.get("source"), "application/pdf", path + ".source"),
                in.text("title"),
                in.text("context"),
                cites(in, path),
                cache);
    }

    /** A search result is a document whose context is where it was found. */
    Part searchResult(Reading in, @Nullable CacheMark cache, String path) {
        return new Part.Document(
                new Media.Parts(blocks.parts(in.get("content"), path + ".content")),
                in.text("title"),
                in.text("source"),
                cites(in, path),
                cache);
    }

    private boolean cites(Reading in, String path) {
        Reading citations = new Reading(in.get("citations"));
        boolean enabled = Boolean.TRUE.equals(citations.bool("enabled"));
        Unread.report(citations, path + ".citations", losses);
        return enabled;
    }

    /** @param linked what an address leads to, where the vendor knows without being told; else empty */
    Media media(JsonNode source, String linked, String path) {
        Reading in = new Reading(source);
        String type = in.text("media_type", "");
        Media media = switch (in.text("type", "")) {
            case "base64" -> new Media.Inline(type, in.text("data", "").replaceAll("\\s", ""), null);
            case "text" -> new Media.Plain(type.isEmpty() ? "text/plain" : type, in.text("data", ""));
            case "url" -> new Media.Link(linked, in.text("url", ""), null);
            case "file" -> new Media.Uploaded(type, in.text("file_id", ""), Anthropic.NAME);
            case "content" -> new Media.Parts(blocks.parts(in.get("content"), path + ".content"));
            default -> throw RequestReader.refused(path + ".type: is not known", path + ".type");
        };
        Unread.report(in, path, losses);
        return media;
    }
}
