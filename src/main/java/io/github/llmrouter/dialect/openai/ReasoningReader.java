package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the thoughts that a client sends back with an assistant message. Chat Completions has no slot for them; three habits are
 * known, of which the first one present counts: {@code reasoning_details}, {@code thinking_blocks}, {@code reasoning_content} (or
 * {@code reasoning}).
 */
final class ReasoningReader {

    private final List<Part> parts = new ArrayList<>();
    private final List<String> summaries = new ArrayList<>();

    private ReasoningReader() {}

    static List<Part> read(Fields message, Losses losses) {
        JsonNode details = message.array("reasoning_details");
        JsonNode blocks = message.array("thinking_blocks");
        JsonNode plain = message.node("reasoning");
        String content = message.text("reasoning_content", plain != null && plain.isTextual() ? plain.textValue() : "");
        ReasoningReader reader = new ReasoningReader();
        if (details != null && !details.isEmpty()) {
            reader.entries(details, message.path("reasoning_details"), content, losses);
        } else if (blocks != null && !blocks.isEmpty()) {
            reader.entries(blocks, message.path("thinking_blocks"), "", losses);
        } else if (!content.isEmpty()) {
            reader.add(content, "");
        }
        reader.endSummaries(Seal.NONE);
        return reader.parts;
    }

    private void entries(JsonNode entries, String path, String content, Losses losses) {
        for (int i = 0; i < entries.size(); i++) {
            Fields entry = new Fields(entries.get(i), path + "[" + i + "]", losses);
            entry.ignore("index", "format");
            String id = entry.text("id");
            switch (entry.text("type", "")) {
                case "reasoning.text" -> {
                    String text = entry.text("text", entries.size() == 1 ? content : "");
                    add(text, entry.text("signature", ""));
                }
                case "thinking" -> add(entry.text("thinking", ""), entry.text("signature", ""));
                case "reasoning.summary" -> summaries.add(entry.text("summary", ""));
                case "reasoning.encrypted", "redacted_thinking" -> sealed(entry.text("data", ""), id);
                default -> losses.unknown(entry.path());
            }
            entry.reportUnread();
        }
    }

    private void sealed(String data, @Nullable String id) {
        Seal seal = data.isEmpty() ? Seal.NONE : new Seal(OpenAi.NAME, data, id);
        if (summaries.isEmpty() && seal.isPresent()) {
            parts.add(new Part.Reasoning("", List.of(), seal));
        }
        endSummaries(seal);
    }

    private void endSummaries(Seal seal) {
        if (summaries.size() > 1) {
            parts.add(new Part.Reasoning("", summaries, seal));
        } else if (summaries.size() == 1) {
            parts.add(new Part.Reasoning(summaries.get(0), List.of(), seal));
        }
        summaries.clear();
    }

    private void add(String text, String seal) {
        endSummaries(Seal.NONE);
        if (!text.isEmpty() || !seal.isEmpty()) {
            parts.add(new Part.Reasoning(text, List.of(), Seal.of(OpenAi.NAME, seal)));
        }
    }
}
