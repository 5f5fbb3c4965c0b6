package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads content blocks of a request into parts. It remembers the tools' names for their results. Used for one request. */
final class BlockReader {

    private final Losses losses;
    private final SourceReader sources;
    private final Map<String, String> toolNames = new HashMap<>();

    BlockReader(Losses losses) {
        this.losses = losses;
        this.sources = new SourceReader(this);
    }

    /** @param content a string, an array of blocks, or nothing */
    List<Part> parts(@Nullable JsonNode content, String path) {
        if (content == null) {
            return List.of();
        }
        if (content.isTextual()) {
            return content.textValue().isEmpty() ? List.of() : List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
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
        Fields in = new Fields(block, path, losses);
        String type = in.text("type", "");
        Part part = switch (type) {
            case "text" -> text(in);
            case "image" -> new Part.Image(sources.media(in, ""), null, CacheMarks.read(in));
            case "document" -> sources.document(in);
            case "search_result" -> sources.searchResult(in);
            case "tool_use" -> call(in, siblings);
            case "tool_result" -> result(in);
            case "thinking" ->
                new Part.Reasoning(in.text("thinking", ""), List.of(), Seals.signature(in.text("signature", "")));
            case "redacted_thinking" -> new Part.Reasoning("", List.of(), Seals.redacted(in.text("data", "")));
            case "" -> throw RequestReader.refused(path + ".type: is required", path + ".type");
            default -> null;
        };
        if (part == null) {
            return Block.vendors(type, block);
        }
        in.reportUnread();
        return part;
    }

    private static Part text(Fields in) {
        String text = in.text("text", "");
        int length = text.codePointCount(0, text.length());
        List<Citation> citations = Citations.all(in.array("citations"), length);
        return new Part.Text(text, citations, CacheMarks.read(in), null);
    }

    private Part call(Fields in, JsonNode siblings) {
        String id = in.text("id", "");
        String name = in.text("name", "");
        toolNames.put(id, name);
        JsonNode caller = in.node("caller");
        if (caller != null && !caller.path("type").asText().equals("direct")) {
            in.drop(Weight.SEMANTIC, "caller");
        }
        JsonNode input = in.node("input");
        String arguments = input == null ? "{}" : Json.text(input);
        return new Part.ToolCall(id, name, arguments, Tool.Kind.FUNCTION, seal(id, siblings), CacheMarks.read(in));
    }

    private static Seal seal(String callId, JsonNode siblings) {
        return StreamSupport.stream(siblings.spliterator(), false)
                .map(block -> Seals.ofCall(callId, block))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Seal.NONE);
    }

    private Part result(Fields in) {
        String callId = in.text("tool_use_id", "");
        return new Part.ToolResult(
                callId,
                toolNames.getOrDefault(callId, ""),
                parts(in.node("content"), in.path("content")),
                Boolean.TRUE.equals(in.bool("is_error")),
                Tool.Kind.FUNCTION,
                CacheMarks.read(in));
    }
}
