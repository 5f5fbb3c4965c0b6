package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes images and documents of a request, or refuses what the vendor does not take. */
final class MediaWriter {

    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml", "application/csv");
    private static final String PDF = "application/pdf";

    private MediaWriter() {}

    static Json image(Part.Image image) {
        return Json.type("image")
                .with("source", imageSource(image.media()))
                .with(CacheMarks.FIELD, CacheMarks.write(image.cache()));
    }

    private static Json imageSource(Media media) {
        return switch (media) {
            case Media.Inline inline -> base64(imageType(inline), inline.base64());
            case Media.Link link -> Json.type("url").with("url", link.url());
            case Media.Uploaded file -> uploaded(file);
            case Media.Plain text -> throw refused("an image cannot be text");
            case Media.Parts parts -> throw refused("an image cannot have parts");
        };
    }

    private static String imageType(Media.Inline inline) {
        String type = inline.type().toLowerCase(Locale.ROOT).replace("image/jpg", "image/jpeg");
        String known = type.isEmpty() ? sniffed(inline.base64()) : type;
        if (!IMAGES.contains(known)) {
            throw refused("images must be jpeg, png, gif or webp, not " + (known.isEmpty() ? "unknown" : known));
        }
        return known;
    }

    /** The first bytes of each format, in base64. */
    private static String sniffed(String base64) {
        if (base64.startsWith("iVBORw0KGgo")) {
            return "image/png";
        }
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (base64.startsWith("R0lGOD")) {
            return "image/gif";
        }
        return base64.startsWith("UklGR") ? "image/webp" : "";
    }

    /** @param blocks writes the parts of a document that is made of parts */
    static Json document(Part.Document document, Function<List<Part>, Stream<Json>> blocks) {
        if (document.media() instanceof Media.Inline inline && inline.type().startsWith("image/")) {
            return image(new Part.Image(inline, null, document.cache()));
        }
        return Json.type("document")
                .with("source", documentSource(document.media(), blocks))
                .with("title", document.title() == null ? name(document.media()) : document.title())
                .with("context", document.context())
                .with("citations", document.cite() ? Json.object().with("enabled", true) : null)
                .with(CacheMarks.FIELD, CacheMarks.write(document.cache()));
    }

    private static @Nullable String name(Media media) {
        return switch (media) {
            case Media.Inline inline -> inline.name();
            case Media.Link link -> link.name();
            case Media.Uploaded none -> null;
            case Media.Plain none -> null;
            case Media.Parts none -> null;
        };
    }

    private static Json documentSource(Media media, Function<List<Part>, Stream<Json>> blocks) {
        return switch (media) {
            case Media.Inline inline -> inline(inline);
            case Media.Link link -> Json.type("url").with("url", link.url());
            case Media.Uploaded file -> uploaded(file);
            case Media.Plain text -> text(text.text());
            case Media.Parts parts -> Json.type("content").with("content", blocks.apply(parts.parts()));
        };
    }

    private static Json inline(Media.Inline inline) {
        String type = inline.type().toLowerCase(Locale.ROOT);
        if (type.equals(PDF) || type.isEmpty() && inline.base64().startsWith("JVBERi")) {
            return base64(PDF, inline.base64());
        }
        if (type.startsWith("text/") || TEXTS.contains(type)) {
            return text(decoded(inline.base64()));
        }
        throw refused("documents must be PDF or text, not " + (type.isEmpty() ? "unknown" : type));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("a document's base64 is broken");
        }
    }

    private static Json base64(String type, String data) {
        return Json.type("base64").with("media_type", type).with("data", data);
    }

    private static Json text(String text) {
        return Json.type("text").with("media_type", "text/plain").with("data", text);
    }

    private static Json uploaded(Media.Uploaded file) {
        if (!file.origin().equals(Anthropic.NAME)) {
            throw refused("a file that was uploaded to another provider cannot be sent to Anthropic");
        }
        return Json.type("file").with("file_id", file.id());
    }

    static FaultException refused(String message) {
        return new FaultException(Fault.invalid(message, "messages"));
    }
}
