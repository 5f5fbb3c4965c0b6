package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.DataUrl;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the content of messages. One for each request: it counts the cache marks. */
final class ContentWriter {

    private static final Map<String, String> AUDIO = Map.of(
            "audio/wav", "wav",
            "audio/x-wav", "wav",
            "audio/wave", "wav",
            "audio/mp3", "mp3",
            "audio/mpeg", "mp3");
    private static final Set<String> DETAILS = Set.of("auto", "low", "high");

    private final Upstream upstream;
    private final Losses losses;
    private long marksToSkip;

    ContentWriter(Chat chat, Upstream upstream, Losses losses) {
        this.upstream = upstream;
        this.losses = losses;
        long marks = chat.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .filter(part -> !(part instanceof Part.ToolCall || part instanceof Part.ToolResult))
                .filter(part -> part.cache() != null)
                .count();
        this.marksToSkip = Math.max(0, marks - CacheMarks.MOST);
    }

    /** A string where that says it all, else an array of parts. */
    JsonNode content(List<Part> parts) {
        List<Json> written = new ArrayList<>();
        parts.forEach(part -> add(part, written));
        boolean plain = written.stream().allMatch(ContentWriter::plainText);
        if (plain && (written.size() <= 1 || !upstream.contentArrays())) {
            List<String> texts = written.stream()
                    .map(part -> part.node().path("text").textValue())
                    .toList();
            return JsonNodeFactory.instance.textNode(String.join("\n\n", texts));
        }
        return Json.array(written.stream());
    }

    private static boolean plainText(Json part) {
        return part.node().size() == 2 && part.node().has("text");
    }

    private void add(Part part, List<Json> out) {
        switch (part) {
            case Part.Text text -> out.add(marked(text(text.text()), text.cache()));
            case Part.Refusal refusal -> out.add(text(refusal.text()));
            case Part.Image image -> out.add(marked(image(image), image.cache()));
            case Part.Document document -> document(document, out);
            case Part.Audio audio -> out.add(audio(audio));
            case Part.Video video -> throw refused("Video cannot be sent to this model");
            case Part.ServerTool tool -> losses.dropped("messages[].server_tool", Weight.HINT);
            case Part.Opaque opaque -> losses.dropped("messages[].opaque", Weight.SEMANTIC);
            case Part.Reasoning reasoning -> losses.dropped("messages[].reasoning", Weight.HINT);
            case Part.ToolCall call -> losses.dropped("messages[].tool_call", Weight.SEMANTIC);
            case Part.ToolResult result -> losses.dropped("messages[].tool_result", Weight.SEMANTIC);
        }
    }

    static Json text(String text) {
        return Json.type("text").with("text", text);
    }

    private static Json image(Part.Image image) {
        String url = switch (image.media()) {
            case Media.Inline inline -> DataUrl.write(inline);
            case Media.Link link -> link.url();
            case Media.Uploaded file -> throw foreign();
            case Media.Plain plain -> throw refused("An image must not be text");
            case Media.Parts parts -> throw refused("An image must not have parts");
        };
        String detail = image.detail();
        Json object = Json.object()
                .with("url", url)
                .with("detail", detail == null || DETAILS.contains(detail) ? detail : "high");
        return Json.type("image_url").with("image_url", object);
    }

    private static Json audio(Part.Audio audio) {
        if (!(audio.media() instanceof Media.Inline inline) || !AUDIO.containsKey(inline.type())) {
            throw refused("Audio must be sent inline as wav or mp3");
        }
        Json object = Json.object().with("data", inline.base64()).with("format", AUDIO.get(inline.type()));
        return Json.type("input_audio").with("input_audio", object);
    }

    private void document(Part.Document document, List<Json> out) {
        if (document.cite()) {
            losses.dropped("messages[].citations", Weight.HINT);
        }
        switch (document.media()) {
            case Media.Inline inline
            when inline.type().startsWith("text/") ->
                out.add(marked(text(DocumentText.of(document, DocumentText.decoded(inline))), document.cache()));
            case Media.Plain plain -> out.add(marked(text(DocumentText.of(document, plain.text())), document.cache()));
            case Media.Inline inline -> out.add(marked(file(inline, document.title()), document.cache()));
            case Media.Uploaded file
            when file.origin().equals(OpenAi.NAME) ->
                out.add(marked(
                        Json.type("file").with("file", Json.object().with("file_id", file.id())), document.cache()));
            case Media.Uploaded file -> throw foreign();
            case Media.Link link -> throw refused("A document by URL cannot be sent to this model");
            case Media.Parts parts -> {
                out.add(text(DocumentText.opening(document)));
                parts.parts().forEach(part -> add(part, out));
                out.add(marked(text(DocumentText.CLOSING), document.cache()));
            }
        }
    }

    private static Json file(Media.Inline inline, @Nullable String title) {
        String name = inline.name() != null ? inline.name() : title != null ? title : "document.pdf";
        Json file = Json.object().with("filename", name).with("file_data", DataUrl.write(inline));
        return Json.type("file").with("file", file);
    }

    private Json marked(Json part, @Nullable CacheMark mark) {
        if (mark == null) {
            return part;
        }
        CacheMarks.Style style = upstream.cacheMarks();
        if (style == CacheMarks.Style.NONE || marksToSkip-- > 0) {
            losses.dropped("cache_control", Weight.HINT);
        } else {
            CacheMarks.write(part, mark, style, losses);
        }
        return part;
    }

    static FaultException refused(String message) {
        return new FaultException(Fault.invalid(message, "messages"));
    }

    private static FaultException foreign() {
        return refused("A file that was uploaded to another provider cannot be sent to this model");
    }
}
