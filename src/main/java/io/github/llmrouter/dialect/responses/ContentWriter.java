package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.DataUrl;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what stands inside of items. One for each request. */
final class ContentWriter {

    /** More marks than these are refused; the last ones save most. */
    private static final int MOST_MARKS = 4;

    private final Upstream upstream;
    private final Losses losses;
    private final List<Marked> marks = new ArrayList<>();

    private record Marked(Json part, CacheMark mark) {}

    ContentWriter(Upstream upstream, Losses losses) {
        this.upstream = upstream;
        this.losses = losses;
    }

    List<Json> write(Role role, Part part) {
        return role == Role.ASSISTANT ? said(part) : given(part);
    }

    /** What the model said earlier. */
    private List<Json> said(Part part) {
        return switch (part) {
            case Part.Text text -> {
                unmarkable(text.cache());
                yield List.of(Json.type("output_text")
                        .with("text", text.text())
                        .with(
                                "annotations",
                                text.citations().stream()
                                        .map(citation -> Annotations.write(citation, text.text()))
                                        .flatMap(Optional::stream)));
            }
            case Part.Refusal refusal -> List.of(Json.type("refusal").with("refusal", refusal.text()));
            case Part.Image image -> unsayable("image");
            case Part.Document document -> unsayable("document");
            case Part.Audio audio -> unsayable("audio");
            case Part.Video video -> unsayable("video");
            case Part.Reasoning item -> List.of();
            case Part.ToolCall item -> List.of();
            case Part.ToolResult item -> List.of();
            case Part.ServerTool item -> List.of();
            case Part.Opaque item -> List.of();
        };
    }

    private List<Json> unsayable(String what) {
        losses.dropped("assistant " + what, Weight.SEMANTIC);
        return List.of();
    }

    /** What others said, and what tools gave back. */
    private List<Json> given(Part part) {
        return switch (part) {
            case Part.Text text -> List.of(marked(text(text.text()), text.cache()));
            case Part.Refusal refusal -> List.of(text(refusal.text()));
            case Part.Image image -> List.of(marked(image(image), image.cache()));
            case Part.Document document -> document(document);
            case Part.Audio audio -> List.of(audio(audio));
            case Part.Video video -> throw unsupported("Video");
            case Part.Reasoning item -> List.of();
            case Part.ToolCall item -> List.of();
            case Part.ToolResult item -> List.of();
            case Part.ServerTool item -> List.of();
            case Part.Opaque item -> List.of();
        };
    }

    /** Plain text stays a string, as nearly every client writes it. */
    JsonNode output(Part.ToolResult result) {
        List<Json> parts = new ArrayList<>();
        result.parts().forEach(part -> parts.addAll(given(part)));
        String prefix = result.failed() && !begins(result.parts(), "Error: ") ? "Error: " : "";
        boolean mark = result.cache() != null && upstream.cacheMarks();
        if (!mark) {
            unmarkable(result.cache());
            if (result.parts().isEmpty()) {
                return JsonNodeFactory.instance.textNode(prefix);
            }
            if (result.parts().size() == 1
                    && result.parts().get(0) instanceof Part.Text(String only, var citations, var cache, var phase)
                    && cache == null) {
                return JsonNodeFactory.instance.textNode(prefix + only);
            }
        }
        if (!prefix.isEmpty() || parts.isEmpty()) {
            parts.add(0, text(prefix));
        }
        if (mark) {
            marked(parts.getLast(), result.cache());
        }
        return Json.array(parts.stream());
    }

    private static boolean begins(List<Part> parts, String with) {
        return !parts.isEmpty()
                && parts.get(0) instanceof Part.Text text
                && text.text().startsWith(with);
    }

    private static Json text(String text) {
        return Json.type("input_text").with("text", text);
    }

    private static Json image(Part.Image image) {
        Json part = Json.type("input_image").with("detail", image.detail());
        return switch (image.media()) {
            case Media.Inline inline -> part.with("image_url", DataUrl.write(inline));
            case Media.Link link -> part.with("image_url", link.url());
            case Media.Uploaded file -> part.with("file_id", own(file));
            case Media.Plain plain -> throw unsupported("An image given as text");
            case Media.Parts parts -> throw unsupported("An image given as parts");
        };
    }

    private List<Json> document(Part.Document document) {
        if (document.cite()) {
            losses.dropped("citations", Weight.HINT);
        }
        List<Json> out = new ArrayList<>();
        if (document.context() != null) {
            out.add(text("<document-context>" + document.context() + "</document-context>"));
            losses.changed("context", "text", Weight.HINT);
        }
        String title = document.title();
        Json file = Json.type("input_file");
        switch (document.media()) {
            case Media.Inline inline ->
                out.add(file.with("filename", name(title, inline.name(), inline.type()))
                        .with("file_data", DataUrl.write(inline)));
            case Media.Link link -> out.add(file.with("filename", link.name()).with("file_url", link.url()));
            case Media.Uploaded uploaded -> out.add(file.with("file_id", own(uploaded)));
            case Media.Plain plain -> {
                String base64 = Base64.getEncoder().encodeToString(plain.text().getBytes(StandardCharsets.UTF_8));
                Media.Inline inline = new Media.Inline("text/plain", base64, null);
                out.add(file.with("filename", name(title, null, "text/plain"))
                        .with("file_data", DataUrl.write(inline)));
            }
            case Media.Parts parts -> {
                out.add(text(title == null ? "<document>" : "<document title=\"" + title + "\">"));
                parts.parts().forEach(part -> out.addAll(given(part)));
                out.add(text("</document>"));
            }
        }
        marked(out.getLast(), document.cache());
        return out;
    }

    /** A name is demanded beside the bytes. */
    private static String name(@Nullable String title, @Nullable String name, String type) {
        String said = name == null ? title : name;
        return said == null || said.isBlank() ? (type.startsWith("text/") ? "document.txt" : "document.pdf") : said;
    }

    private static Json audio(Part.Audio audio) {
        if (!(audio.media() instanceof Media.Inline inline)) {
            throw unsupported("Audio that is not inline");
        }
        String format = switch (inline.type()) {
            case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> "wav";
            case "audio/mpeg", "audio/mp3" -> "mp3";
            default -> throw unsupported("Audio of type " + inline.type());
        };
        return Json.type("input_audio")
                .with("input_audio", Json.object().with("data", inline.base64()).with("format", format));
    }

    /** Both of OpenAI's dialects share one store of files. */
    private static String own(Media.Uploaded file) {
        if (!file.origin().startsWith("openai")) {
            throw unsupported("A file that was uploaded elsewhere");
        }
        return file.id();
    }

    private static RuntimeException unsupported(String what) {
        return RequestReader.refused(what + " is not supported on this route", "messages");
    }

    private void unmarkable(@Nullable CacheMark mark) {
        if (mark != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
    }

    private Json marked(Json part, @Nullable CacheMark mark) {
        if (mark != null && upstream.cacheMarks()) {
            marks.add(new Marked(part, mark));
        } else {
            unmarkable(mark);
        }
        return part;
    }

    /** To be called once, when everything is written. */
    void placeMarks() {
        int first = Math.max(0, marks.size() - MOST_MARKS);
        if (first > 0) {
            losses.dropped("cache_control", Weight.HINT);
        }
        for (Marked marked : marks.subList(first, marks.size())) {
            marked.part()
                    .with(
                            "prompt_cache_breakpoint",
                            Json.object()
                                    .with("mode", "explicit")
                                    .with("ttl", marked.mark().lasts() ? "12h" : null));
            marked.mark()
                    .change(CacheMark.MINUTES_30, CacheMark.HOURS_12)
                    .ifPresent(how -> losses.changed("cache_control.ttl", how, Weight.HINT));
        }
    }
}
