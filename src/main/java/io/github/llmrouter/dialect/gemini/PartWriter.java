package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says the parts of one turn of a request. */
final class PartWriter {

    private final Traits traits;
    private final Results results;
    private final Losses losses;

    PartWriter(Traits traits, Results results, Losses losses) {
        this.traits = traits;
        this.results = results;
        this.losses = losses;
    }

    void write(Part part, Content out) {
        switch (part) {
            case Part.Text text -> text(text, out);
            case Part.Refusal refusal -> text(refusal.text(), out);
            case Part.Image image -> image(image, out);
            case Part.Document document -> document(document, out);
            case Part.Audio audio -> media(audio.media(), "audio/mpeg", out);
            case Part.Video video -> media(video.media(), "video/mp4", out);
            case Part.Reasoning reasoning -> reasoning(reasoning, out);
            case Part.ToolCall call -> call(call, out);
            case Part.ToolResult result -> results.write(result, this, out);
            case Part.ServerTool tool -> server(tool, out);
            case Part.Opaque opaque -> opaque(opaque, out);
        }
    }

    private void text(Part.Text text, Content out) {
        if (text.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        text(text.text(), out);
    }

    private static void text(String text, Content out) {
        if (!text.isEmpty()) {
            out.add(Json.object().with("text", text));
        }
    }

    private void image(Part.Image image, Content out) {
        Json part = media(image.media(), "image/jpeg", out);
        String resolution = MediaWriter.resolution(image.detail());
        if (resolution == null || part == null) {
            return;
        }
        if (traits.mediaResolution()) {
            part.with("mediaResolution", Json.object().with("level", resolution));
        } else {
            losses.dropped("image.detail", Weight.HINT);
        }
    }

    private void document(Part.Document document, Content out) {
        if (document.cite()) {
            losses.dropped("document.citations", Weight.HINT);
        }
        if (document.media() instanceof Media.Parts(List<Part> parts)) {
            String title = document.title();
            text("<document" + attribute("title", title) + attribute("context", document.context()) + ">", out);
            parts.forEach(part -> write(part, out));
            text("</document>", out);
            return;
        }
        if (document.title() != null || document.context() != null) {
            losses.dropped("document.title", Weight.HINT);
        }
        if (document.media() instanceof Media.Inline inline && inline.name() != null) {
            losses.dropped("document.filename", Weight.HINT);
        }
        media(document.media(), "application/pdf", out);
    }

    private static String attribute(String name, @Nullable String value) {
        return value == null ? "" : " " + name + "=\"" + value.replace("\"", "&quot;") + "\"";
    }

    private @Nullable Json media(Media media, String type, Content out) {
        Json part = MediaWriter.part(media, type);
        if (part == null) {
            throw Fields.invalid("a file that was uploaded to another vendor cannot be sent to Gemini", "file_id");
        }
        out.add(part);
        return part;
    }

    /** Only what Gemini itself thought and signed goes back to it. */
    private void reasoning(Part.Reasoning reasoning, Content out) {
        String signature = ours(reasoning.seal());
        if (signature == null) {
            losses.dropped("reasoning", Weight.HINT);
            return;
        }
        out.add(Json.object()
                .with("text", reasoning.visible())
                .with("thought", true)
                .with("thoughtSignature", signature));
    }

    private void call(Part.ToolCall call, Content out) {
        JsonNode args = Arguments.object(call.arguments());
        if (args == null) {
            throw Fields.invalid("the arguments of the call of " + call.name() + " are not JSON", "arguments");
        }
        if (!Arguments.isObject(call.arguments())) {
            losses.changed("arguments of " + call.name(), "wrapped as input", Weight.HINT);
        }
        Json said = Json.object()
                .with("id", id(call.id()))
                .with("name", call.name())
                .with("args", args);
        out.add(Json.object().with("functionCall", said).with("thoughtSignature", signature(call, out)));
    }

    /** The vendor signs the first call of a step only. */
    private @Nullable String signature(Part.ToolCall call, Content out) {
        String signature = ours(call.seal());
        return signature == null && traits.third() && !out.calls() ? Signatures.SKIP : signature;
    }

    /** The vendor need not see ids that it never gave. */
    @Nullable
    String id(String id) {
        return traits.callIds() && !id.isEmpty() && !CallIds.derived(id) ? id : null;
    }

    private void server(Part.ServerTool tool, Content out) {
        if (tool.origin().equals(Gemini.NAME)) {
            out.add(tool.raw());
        } else {
            losses.dropped("server_tool", Weight.HINT);
        }
    }

    private void opaque(Part.Opaque opaque, Content out) {
        if (!opaque.origin().equals(Gemini.NAME)) {
            losses.dropped("opaque:" + opaque.raw().path("type").asText("part"), Weight.SEMANTIC);
            return;
        }
        String signature = ours(opaque.seal());
        if (Signatures.follows(opaque)) {
            out.sign(signature);
        } else {
            ObjectNode raw = opaque.raw().deepCopy();
            out.add(signature == null ? raw : raw.put("thoughtSignature", signature));
        }
    }

    private static @Nullable String ours(Seal seal) {
        return seal.origin().equals(Gemini.NAME) ? seal.value() : null;
    }
}
