package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a request's turns as content blocks. */
final class RequestBlocks {

    private final Losses losses;

    RequestBlocks(Losses losses) {
        this.losses = losses;
    }

    /** The blocks of a turn. The vendor refuses blank text; its cache mark moves to the block before it. */
    List<ObjectNode> of(List<Part> parts) {
        List<ObjectNode> blocks = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Text text && text.text().isBlank()) {
                mark(blocks, text.cache());
            } else {
                block(part).map(Json::node).forEach(blocks::add);
            }
        }
        return blocks;
    }

    private void mark(List<ObjectNode> blocks, @Nullable CacheMark mark) {
        Json written = CacheMarks.write(mark);
        if (written == null) {
            return;
        }
        if (blocks.isEmpty() || blocks.getLast().path("type").asText().endsWith("thinking")) {
            losses.dropped(CacheMarks.FIELD, Weight.HINT);
        } else {
            blocks.getLast().set(CacheMarks.FIELD, written.node());
        }
    }

    private Stream<Json> block(Part part) {
        return switch (part) {
            case Part.Text text -> Stream.of(text(text));
            case Part.Refusal refusal ->
                refusal.text().isBlank() ? Stream.empty() : Stream.of(text(new Part.Text(refusal.text())));
            case Part.Image image -> Stream.of(MediaWriter.image(image));
            case Part.Document document -> Stream.of(MediaWriter.document(document, this::nested));
            case Part.Audio audio -> throw MediaWriter.refused("Anthropic takes no audio");
            case Part.Video video -> throw MediaWriter.refused("Anthropic takes no video");
            case Part.Reasoning reasoning -> reasoning(reasoning);
            case Part.ToolCall call -> Stream.of(call(call));
            case Part.ToolResult result -> Stream.of(result(result));
            case Part.ServerTool tool -> own(tool.origin(), tool.raw(), Weight.HINT);
            case Part.Opaque opaque -> own(opaque.origin(), opaque.raw(), Weight.SEMANTIC);
        };
    }

    private Stream<Json> nested(List<Part> parts) {
        return of(parts).stream().map(RequestBlocks::json);
    }

    private Json text(Part.Text text) {
        List<JsonNode> citations = text.citations().stream()
                .filter(Citations::writable)
                .map(Citation::raw)
                .toList();
        if (citations.size() < text.citations().size()) {
            losses.dropped("citations", Weight.HINT);
        }
        return Json.type("text")
                .with("text", text.text())
                .withAny("citations", citations.stream())
                .with(CacheMarks.FIELD, CacheMarks.write(text.cache()));
    }

    private Stream<Json> reasoning(Part.Reasoning reasoning) {
        if (!reasoning.seal().origin().equals(Anthropic.NAME)) {
            losses.dropped("reasoning", Weight.HINT);
            return Stream.empty();
        }
        return Stream.of(Seals.thinking(reasoning.visible(), reasoning.seal()));
    }

    private Json call(Part.ToolCall call) {
        if (!Arguments.isJson(call.arguments())) {
            throw MediaWriter.refused("the arguments of tool call " + call.id() + " are no JSON");
        }
        if (!Arguments.isObject(call.arguments())) {
            losses.changed("arguments of " + call.name(), "wrapped", Weight.HINT);
        }
        return Json.type("tool_use")
                .with("id", call.id())
                .with("name", call.name())
                .withRaw("input", Arguments.object(call.arguments()))
                .with(CacheMarks.FIELD, CacheMarks.write(call.cache()));
    }

    private Json result(Part.ToolResult result) {
        Json block = Json.type("tool_result").with("tool_use_id", result.callId());
        List<ObjectNode> content = of(result.parts());
        if (content.isEmpty()) {
            block.with("content", "");
        } else if (isPlain(content)) {
            block.with("content", content.getFirst().path("text").asText());
        } else {
            block.with("content", content.stream());
        }
        return block.with("is_error", result.failed() ? true : null)
                .with(CacheMarks.FIELD, CacheMarks.write(result.cache()));
    }

    /** Nothing but one text. */
    static boolean isPlain(List<ObjectNode> content) {
        return content.size() == 1
                && content.getFirst().path("type").asText().equals("text")
                && content.getFirst().size() == 2;
    }

    private Stream<Json> own(String origin, JsonNode raw, Weight weight) {
        if (origin.equals(Anthropic.NAME) && raw instanceof ObjectNode block) {
            return Stream.of(json(block));
        }
        losses.dropped(raw.path("type").asText("opaque part"), weight);
        return Stream.empty();
    }

    static Json json(ObjectNode node) {
        Json copy = Json.object();
        node.properties().forEach(field -> copy.with(field.getKey(), field.getValue()));
        return copy;
    }
}
