package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code inlineData} and {@code fileData} hold: the media type tells the kind of part. */
final class MediaReader {

    private static final Pattern YOUTUBE = Pattern.compile("https?://(\\w+\\.)?(youtube\\.com|youtu\\.be)/.*");
    private static final String FILES_API = "generativelanguage.googleapis.com";

    private MediaReader() {}

    static Part inline(Fields data, @Nullable String detail) {
        String type = mediaType(data);
        String base64 = base64(data.text("data"));
        String name = data.text("displayName");
        data.done();
        if (type.startsWith("text/")) {
            return document(new Media.Plain(type, decoded(base64, data.path("data"))), name);
        }
        return part(new Media.Inline(type, base64, name), name, detail);
    }

    static Part file(Fields data, @Nullable String detail) {
        String uri = data.text("fileUri");
        if (uri == null || uri.isBlank()) {
            throw Fields.invalid(data.path("fileUri") + " is missing", data.path("fileUri"));
        }
        String name = data.text("displayName");
        String type = mediaType(data);
        data.done();
        if (type.isEmpty()) {
            type = YOUTUBE.matcher(uri).matches() ? "video/mp4" : MediaTypes.guess(uri);
        }
        Media media = uploaded(uri) ? new Media.Uploaded(type, uri, Gemini.NAME) : new Media.Link(type, uri, name);
        return part(media, name, detail);
    }

    /** The level of detail in OpenAI's words. */
    static @Nullable String detail(Fields part, Losses losses) {
        if (!part.has("mediaResolution")) {
            return null;
        }
        Fields resolution = part.object("mediaResolution");
        String level = resolution.text("level");
        resolution.drop(Losses.Weight.HINT, "numTokens");
        resolution.done();
        return switch (level == null ? "" : level) {
            case "MEDIA_RESOLUTION_LOW" -> "low";
            case "MEDIA_RESOLUTION_HIGH" -> "high";
            case "MEDIA_RESOLUTION_ULTRA_HIGH" -> "original";
            case "MEDIA_RESOLUTION_MEDIUM" -> {
                losses.changed(resolution.path("level"), "auto", Losses.Weight.HINT);
                yield "auto";
            }
            default -> null;
        };
    }

    static Part part(Media media, @Nullable String name, @Nullable String detail) {
        String type = media.type();
        if (type.startsWith("image/")) {
            return new Part.Image(media, detail, null);
        }
        if (type.startsWith("audio/")) {
            return new Part.Audio(media);
        }
        return type.startsWith("video/") ? new Part.Video(media) : document(media, name);
    }

    private static Part document(Media media, @Nullable String name) {
        return new Part.Document(media, name, null, false, null);
    }

    private static String mediaType(Fields data) {
        String type = data.text("mimeType");
        return type == null ? "" : type.toLowerCase(Locale.ROOT);
    }

    /** Only Google can open what lies in its own stores. */
    private static boolean uploaded(String uri) {
        return uri.startsWith("gs://") || uri.startsWith("files/") || uri.contains("//" + FILES_API + "/");
    }

    /** Google takes both alphabets of base64, other vendors only the standard one. */
    static String base64(@Nullable String data) {
        if (data == null) {
            return "";
        }
        boolean clean = data.chars().noneMatch(c -> c == '-' || c == '_' || Character.isWhitespace(c));
        String standard =
                clean ? data : data.replaceAll("\\s", "").replace('-', '+').replace('_', '/');
        int missing = (4 - standard.length() % 4) % 4;
        return missing == 0 || missing == 3 ? standard : standard + "=".repeat(missing);
    }

    private static String decoded(String base64, String path) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Fields.invalid(path + " is not base64", path);
        }
    }
}
