package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;

/**
 * Counts tokens where nobody better does, rather too many than too few: an agent that compacts late loses its conversation, one
 * that compacts early loses little. 3.6 bytes of UTF-8 to a token, some for the frame of each turn and tool.
 */
public final class Estimate {

    private static final double BYTES_PER_TOKEN = 3.6;
    private static final long TURN = 4;
    private static final long TOOL = 12;
    private static final long IMAGE = 1600;
    private static final long PDF_BYTES_PER_TOKEN = 40;

    private Estimate() {}

    /** Tokens of the whole prompt. */
    public static long tokens(Chat chat) {
        long tokens = 3;
        for (Tool tool : chat.tools()) {
            tokens += TOOL + tokens(tool);
        }
        for (var turn : chat.turns()) {
            tokens += TURN;
            for (Part part : turn.parts()) {
                tokens += tokens(part);
            }
        }
        return tokens;
    }

    /** Tokens of a text. */
    public static long tokens(String text) {
        return (long) Math.ceil(text.getBytes(StandardCharsets.UTF_8).length / BYTES_PER_TOKEN);
    }

    private static long tokens(Tool tool) {
        return switch (tool) {
            case Tool.Function f ->
                tokens(f.name() + f.description()) + (f.schema() == null ? 0 : tokens(Json.text(f.schema())));
            case Tool.Custom c -> tokens(c.name() + c.description() + c.format());
            case Tool.BuiltIn b -> tokens(Json.text(b.raw()));
        };
    }

    private static long tokens(Part part) {
        return switch (part) {
            case Part.Text text -> tokens(text.text());
            case Part.Refusal refusal -> tokens(refusal.text());
            case Part.Image image -> IMAGE;
            case Part.Document document -> tokens(document.media());
            case Part.Audio audio -> tokens(audio.media());
            case Part.Video video -> tokens(video.media());
            case Part.Reasoning reasoning -> tokens(reasoning.visible());
            case Part.ToolCall call -> TURN + tokens(call.name() + call.arguments());
            case Part.ToolResult result ->
                TURN + result.parts().stream().mapToLong(Estimate::tokens).sum();
            case Part.ServerTool server -> tokens(Json.text(server.raw()));
            case Part.Opaque opaque -> tokens(Json.text(opaque.raw()));
        };
    }

    private static long tokens(Media media) {
        return switch (media) {
            case Media.Plain plain -> tokens(plain.text());
            case Media.Inline inline -> IMAGE + inline.base64().length() / PDF_BYTES_PER_TOKEN;
            case Media.Link link -> IMAGE;
            case Media.Uploaded uploaded -> IMAGE;
            case Media.Parts parts ->
                parts.parts().stream().mapToLong(Estimate::tokens).sum();
        };
    }
}
