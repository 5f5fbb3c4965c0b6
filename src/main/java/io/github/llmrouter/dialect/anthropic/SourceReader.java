package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.Fields;

/** Reads images and documents, wherever their content is. */
final class SourceReader {

    private final BlockReader blocks;

    SourceReader(BlockReader blocks) {
        this.blocks = blocks;
    }

    Part document(Fields in) {
        Media media = media(in, "application/pdf");
        return new Part.Document(media, in.text("title"), in.text("context"), cites(in), CacheMarks.read(in));
    }

    /** A search result is a document whose context is where it was found. */
    Part searchResult(Fields in) {
        Media media = new Media.Parts(blocks.parts(in.node("content"), in.path("content")));
        return new Part.Document(media, in.text("title"), in.text("source"), cites(in), CacheMarks.read(in));
    }

    private static boolean cites(Fields in) {
        Fields citations = in.object("citations");
        if (citations == null) {
            return false;
        }
        Boolean enabled = citations.bool("enabled");
        citations.reportUnread();
        return Boolean.TRUE.equals(enabled);
    }

    /** @param linked what an address leads to, where the vendor knows without being told; else empty */
    Media media(Fields block, String linked) {
        Fields in = block.object("source");
        if (in == null) {
            throw RequestReader.refused(block.path("source") + ": is required", block.path("source"));
        }
        String type = in.text("media_type", "");
        Media media = switch (in.text("type", "")) {
            case "base64" ->
                new Media.Inline(in.needed("media_type"), in.needed("data").replaceAll("\\s", ""), null);
            case "text" -> new Media.Plain(type.isEmpty() ? "text/plain" : type, in.text("data", ""));
            case "url" -> new Media.Link(linked, in.needed("url"), null);
            case "file" -> new Media.Uploaded(type, in.needed("file_id"), Anthropic.NAME);
            case "content" -> new Media.Parts(blocks.parts(in.node("content"), in.path("content")));
            default -> throw RequestReader.refused(in.path("type") + ": is not known", in.path("type"));
        };
        in.reportUnread();
        return media;
    }
}
