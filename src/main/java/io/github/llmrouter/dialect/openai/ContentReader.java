package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.DataUrl;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the content of a message: a string or an array of parts. */
final class ContentReader {

    private static final Map<String, String> AUDIO = Map.of("wav", "audio/wav", "mp3", "audio/mp3");

    private final Losses losses;

    ContentReader(Losses losses) {
        this.losses = losses;
    }

    /** The parts of {@code message.content}; none when there is no content. */
    List<Part> read(Fields message) {
        JsonNode content = message.node("content");
        String path = message.path("content");
        if (content == null) {
            return List.of();
        } else if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        } else if (!content.isArray()) {
            throw new FaultException(Fault.invalid(path + " must be a string or an array", path));
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            Part part = part(content.get(i), path + "[" + i + "]");
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private @Nullable Part part(JsonNode node, String path) {
        if (node.isTextual()) {
            return new Part.Text(node.textValue());
        }
        Fields fields = new Fields(node, path, losses);
        String type = fields.text("type", "");
        Part part = switch (type) {
            case "text", "input_text", "output_text" -> text(fields);
            case "refusal" -> new Part.Refusal(fields.text("refusal", ""));
            case "image_url", "input_image" -> image(fields);
            case "input_audio" -> audio(fields);
            case "file" -> document(needed(fields, "file"), fields);
            case "input_file" -> document(fields, fields);
            default -> null;
        };
        if (part == null) {
            losses.unknown(path);
        } else {
            fields.reportUnread();
        }
        return part;
    }

    private static Part text(Fields fields) {
        return new Part.Text(fields.text("text", ""), List.of(), CacheMarks.read(fields), null);
    }

    private static Part image(Fields fields) {
        CacheMark mark = CacheMarks.read(fields);
        JsonNode plain = fields.node("image_url");
        if (plain != null && plain.isTextual()) {
            return new Part.Image(DataUrl.read(fields.needed("image_url"), null), fields.text("detail"), mark);
        }
        if (plain == null && fields.has("file_id")) {
            Media file = new Media.Uploaded("", fields.needed("file_id"), OpenAi.NAME);
            return new Part.Image(file, fields.text("detail"), mark);
        }
        Fields image = needed(fields, "image_url");
        Part part = new Part.Image(DataUrl.read(image.needed("url"), null), image.text("detail"), mark);
        image.reportUnread();
        return part;
    }

    private static Part audio(Fields fields) {
        Fields audio = needed(fields, "input_audio");
        String type = audio.word("format", AUDIO);
        Part part = new Part.Audio(
                new Media.Inline(type == null ? "audio/wav" : type, DataUrl.compact(audio.needed("data")), null));
        audio.reportUnread();
        return part;
    }

    private static Part document(Fields file, Fields part) {
        String name = file.text("filename");
        Media media;
        if (file.has("file_id")) {
            media = new Media.Uploaded("", file.needed("file_id"), OpenAi.NAME);
        } else if (file.has("file_data")) {
            media = inline(file.needed("file_data"), name);
        } else if (file.has("file_url")) {
            media = new Media.Link("", file.needed("file_url"), name);
        } else {
            throw new FaultException(Fault.invalid(file.path() + " has no content", file.path()));
        }
        CacheMark mark = CacheMarks.read(part);
        if (file != part) {
            file.reportUnread();
        }
        return new Part.Document(media, name, null, false, mark);
    }

    /** Some clients leave out the {@code data:} in front of the base64. */
    private static Media inline(String data, @Nullable String name) {
        return DataUrl.read(data, name) instanceof Media.Inline inline
                ? inline
                : new Media.Inline(typeOf(name), DataUrl.compact(data), name);
    }

    private static String typeOf(@Nullable String name) {
        return name != null && name.toLowerCase(Locale.ROOT).endsWith(".txt") ? "text/plain" : "application/pdf";
    }

    private static Fields needed(Fields fields, String field) {
        Fields object = fields.object(field);
        if (object == null) {
            throw new FaultException(Fault.invalid(fields.path(field) + " is missing", fields.path(field)));
        }
        return object;
    }
}
