package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import java.util.Locale;

/** What an answer of Chat Completions has no place for. */
final class Unsayable {

    private Unsayable() {}

    static void report(Part part, Losses losses) {
        switch (part) {
            case Part.Image image -> losses.dropped("image", Weight.SEMANTIC);
            case Part.Document document -> losses.dropped("document", Weight.SEMANTIC);
            case Part.Audio audio -> losses.dropped("audio", Weight.SEMANTIC);
            case Part.Video video -> losses.dropped("video", Weight.SEMANTIC);
            case Part.ToolResult result -> losses.dropped("tool_result", Weight.SEMANTIC);
            case Part.ServerTool tool -> losses.dropped("server_tool", Weight.HINT);
            case Part.Opaque opaque -> losses.dropped("opaque", Weight.HINT);
            case Part.Text said -> {}
            case Part.Refusal said -> {}
            case Part.Reasoning said -> {}
            case Part.ToolCall said -> {}
        }
    }

    static void report(Finish finish, Losses losses) {
        StopReason reason = finish.reason();
        if (reason == StopReason.PAUSED || reason == StopReason.MALFORMED_CALL) {
            losses.changed("finish_reason", reason.name().toLowerCase(Locale.ROOT) + ">stop", Weight.HINT);
        }
    }
}
