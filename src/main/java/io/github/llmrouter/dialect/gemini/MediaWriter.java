package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Media;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Says media as {@code inlineData} or {@code fileData}. */
final class MediaWriter {

    private MediaWriter() {}

    /** Null for what is no media of one piece, or belongs to another vendor. */
    static @Nullable Json part(Media media, String type) {
        return switch (media) {
            case Media.Inline inline -> inline(type(inline, type), inline.base64());
            case Media.Link link -> file(type(link, type), link.url());
            case Media.Uploaded file -> file.origin().equals(Gemini.NAME) ? file(file.type(), file.id()) : null;
            case Media.Plain plain ->
                inline(
                        plain.type().isEmpty() ? "text/plain" : plain.type(),
                        Base64.getEncoder().encodeToString(plain.text().getBytes(StandardCharsets.UTF_8)));
            case Media.Parts parts -> null;
        };
    }

    /** The vendor wants a media type; {@code otherwise} is for a link that does not tell. */
    private static String type(Media media, String otherwise) {
        if (!media.type().isEmpty()) {
            return media.type();
        }
        String guess = media instanceof Media.Link link ? MediaTypes.guess(link.url()) : "";
        return guess.isEmpty() ? otherwise : guess;
    }

    private static Json inline(String type, String base64) {
        return Json.object()
                .with("inlineData", Json.object().with("mimeType", type).with("data", base64));
    }

    private static Json file(String type, String uri) {
        return Json.object()
                .with(
                        "fileData",
                        Json.object()
                                .with("mimeType", type.isEmpty() ? null : type)
                                .with("fileUri", uri));
    }

    static @Nullable String resolution(@Nullable String detail) {
        return switch (detail == null ? "auto" : detail) {
            case "low" -> "MEDIA_RESOLUTION_LOW";
            case "high" -> "MEDIA_RESOLUTION_HIGH";
            case "original" -> "MEDIA_RESOLUTION_ULTRA_HIGH";
            default -> null;
        };
    }
}
