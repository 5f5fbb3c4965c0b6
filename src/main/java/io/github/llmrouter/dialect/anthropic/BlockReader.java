package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Reads content blocks of a request into parts. It remembers the tools' names for their results. Used for one request. */
final class BlockReader {

    private final Losses losses;
    private final CacheMarks marks;
    private final SourceReader sources;
    private final Map<String, String> toolNames = new HashMap<>();

    BlockReader(Losses losses) {
        this.losses = losses;
        this.marks = new CacheMarks(losses);
        this.sources = new SourceReader(losses, this);
    }

    /** @param content a string, an array of blocks, or nothing */
    List<Part> parts(JsonNode content, String path) {
        if (content.isTextual()) {
            return content.textValue().isEmpty() ? List.of() : List.of(new Part.Text(content.textValue()));
        }
        if (!content.isMissingNode() && !content.isNull() && !content.isArray()) {
            throw RequestReader.refused(path + ": must be a string or a list of blocks", path);
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            if (!Seals.isOfCall(content.get(i))) {
                parts.add(part(content.get(i), content, path + "[" + i + "]"));
            }
        }
        return parts;
    }

    private Part part(JsonNode block, JsonNode siblings, String path) {
        Reading in = new Reading(block);
        String type = in.text("type", "");
        Part part = switch (type) {
            case "text" -> text(in, path);
            case "image" ->
                new Part.Image(sources.media(in.get("source"), "", path + ".source"), null, marks.read(in, path));
            case "document" -> sources.document(in, marks.read(in, path), path);
            case "search_result" -> sources.searchResult(in, marks.read(in, path), path);
            case "tool_use" -> call(in, siblings, path);
            case "tool_result" -> result(in, path);
            case "thinking" ->
                new Part.Reasoning(in.text("thinking", ""), List.of(), Seals.signature(in.text("signature", "")));
            case "redacted_thinking" -> new Part.Reasoning("", List.of(), Seals.redacted(in.text("data", "")));
            case "" -> throw RequestReader.refused(path + ".type: is required", path + ".type");
            default -> null;
        };
        if (part == null) {
            return Block.vendors(type, block);
        }
        Unread.report(in, path, losses);
        return part;
    }

    private Part text(Reading in, String path) {
        String text = in.text("text", "");
        int length = text.codePointCount(0, text.length());
        List<Citation> citations = StreamSupport.stream(in.get("citations").spliterator(), false)
                .map(raw -> Citations.read(raw, length))
                .toList();
        return new Part.Text(text, citations, marks.read(in, path), null);
    }

    private Part call(Reading in, JsonNode siblings, String path) {
        String id = in.text("id", "");
        String name = in.text("name", "");
        toolNames.put(id, name);
        if (!in.get("caller").path("type").asText("direct").equals("direct")) {
            losses.dropped(path + ".caller", Weight.SEMANTIC);
        }
        JsonNode input = in.get("input");
        String arguments = input.isMissingNode() ? "{}" : Json.text(input);
        return new Part.ToolCall(id, name, arguments, Tool.Kind.FUNCTION, seal(id, siblings), marks.read(in, path));
    }

    private static Seal seal(String callId, JsonNode siblings) {
        return StreamSupport.stream(siblings.spliterator(), false)
                .map(block -> Seals.ofCall(callId, block))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Seal.NONE);
    }

    private Part result(Reading in, String path) {
        String callId = in.text("tool_use_id", "");
        return new Part.ToolResult(
                callId,
                toolNames.getOrDefault(callId, ""),
                parts(in.get("content"), path + ".content"),
                Boolean.TRUE.equals(in.bool("is_error")),
                Tool.Kind.FUNCTION,
                marks.read(in, path));
    }
}
