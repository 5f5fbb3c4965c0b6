package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.dialect.DataUrl;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the content of items: messages, outputs of tools, thoughts. */
final class ContentReader {

    private static final Map<String, CacheMark> TTL = Map.of("30m", CacheMark.MINUTES_30, "12h", CacheMark.HOURS_12);
    private static final Map<String, Boolean> THOUGHTS = Map.of("summary_text", true, "reasoning_text", true);
    private static final Map<String, String> AUDIO = Map.of("wav", "audio/wav", "mp3", "audio/mpeg");

    private final Losses losses;

    ContentReader(Losses losses) {
        this.losses = losses;
    }

    /** The {@code content} of a message. */
    List<Part> read(Fields item, @Nullable String phase) {
        return read(item.node("content"), item.path("content"), phase);
    }

    /** The {@code output} of a tool. */
    List<Part> output(Fields item) {
        JsonNode output = item.node("output");
        return output != null && output.isTextual() && output.textValue().isEmpty()
                ? List.of()
                : read(output, item.path("output"), null);
    }

    private List<Part> read(@Nullable JsonNode content, String path, @Nullable String phase) {
        List<Part> parts = new ArrayList<>();
        if (content == null) {
            return parts;
        }
        if (!content.isArray()) {
            if (!content.isTextual()) {
                losses.unknown(path);
            }
            parts.add(new Part.Text(content.asText(), List.of(), null, phase));
            return parts;
        }
        for (int i = 0; i < content.size(); i++) {
            Part part = part(content.get(i), path + "[" + i + "]", phase);
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private @Nullable Part part(JsonNode node, String path, @Nullable String phase) {
        Fields fields = new Fields(node, path, losses);
        Part part = switch (fields.text("type", "")) {
            case "input_text", "output_text", "text" -> text(fields, phase);
            case "refusal" -> new Part.Refusal(fields.text("refusal", ""));
            case "input_image" -> image(fields);
            case "input_file" -> document(fields);
            case "input_audio" -> audio(fields);
            default -> null;
        };
        if (part == null) {
            losses.unknown(path);
        } else {
            fields.reportUnread();
        }
        return part;
    }

    private Part text(Fields fields, @Nullable String phase) {
        List<Citation> citations = new ArrayList<>();
        JsonNode annotations = fields.array("annotations");
        if (annotations != null) {
            annotations.forEach(annotation -> citations.add(Annotations.read(annotation)));
        }
        JsonNode logprobs = fields.array("logprobs");
        if (logprobs != null && !logprobs.isEmpty()) {
            losses.dropped("input[].content[].logprobs", Weight.HINT);
        }
        return new Part.Text(fields.text("text", ""), citations, mark(fields), phase);
    }

    private static Part image(Fields fields) {
        Media media = fields.has("file_id")
                ? new Media.Uploaded("", fields.needed("file_id"), Responses.NAME)
                : DataUrl.read(fields.needed("image_url"), null);
        return new Part.Image(media, fields.text("detail"), mark(fields));
    }

    private static Part document(Fields fields) {
        String name = fields.text("filename");
        Media media;
        if (fields.has("file_id")) {
            media = new Media.Uploaded("", fields.needed("file_id"), Responses.NAME);
        } else if (fields.has("file_url")) {
            media = new Media.Link("", fields.needed("file_url"), name);
        } else {
            media = inline(fields.needed("file_data"), name);
        }
        fields.drop(Weight.HINT, "detail");
        return new Part.Document(media, name, null, false, mark(fields));
    }

    /** Some clients leave out the {@code data:} in front of the base64. */
    private static Media inline(String data, @Nullable String name) {
        if (DataUrl.read(data, name) instanceof Media.Inline inline) {
            return inline;
        }
        boolean plain = name != null && name.toLowerCase(Locale.ROOT).endsWith(".txt");
        return new Media.Inline(plain ? "text/plain" : "application/pdf", DataUrl.compact(data), name);
    }

    private static Part audio(Fields fields) {
        Fields audio = fields.object("input_audio");
        if (audio == null) {
            throw RequestReader.refused(fields.path("input_audio") + " is missing", fields.path("input_audio"));
        }
        String type = audio.word("format", AUDIO);
        String data = DataUrl.compact(audio.needed("data"));
        audio.reportUnread();
        return new Part.Audio(new Media.Inline(type == null ? "audio/wav" : type, data, null));
    }

    private static @Nullable CacheMark mark(Fields part) {
        Fields mark = part.object("prompt_cache_breakpoint");
        if (mark == null) {
            return null;
        }
        mark.word("mode", Map.of("explicit", true));
        CacheMark ttl = mark.word("ttl", TTL);
        mark.reportUnread();
        return ttl == null ? CacheMark.SHORT : ttl;
    }

    /** Raw thought where the item has some, else its summaries. */
    Part.Reasoning thought(Fields item, Seal seal) {
        List<String> summaries = texts(item, "summary");
        List<String> raw = texts(item, "content");
        if (!summaries.isEmpty() && !raw.isEmpty()) {
            losses.dropped(item.path("content"), Weight.HINT);
        }
        List<String> said = summaries.isEmpty() ? raw : summaries;
        return said.size() > 1
                ? new Part.Reasoning("", said, seal)
                : new Part.Reasoning(String.join("", said), List.of(), seal);
    }

    private List<String> texts(Fields item, String field) {
        List<String> texts = new ArrayList<>();
        JsonNode array = item.array(field);
        for (int i = 0; array != null && i < array.size(); i++) {
            Fields part = new Fields(array.get(i), item.path(field + "[" + i + "]"), losses);
            part.word("type", THOUGHTS);
            texts.add(part.text("text", ""));
            part.reportUnread();
        }
        return texts;
    }
}
