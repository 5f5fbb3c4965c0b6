package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Visible text. Its citations wait for its end: they span all of it. */
final class TextBlock extends Block {
    private final List<JsonNode> citations = new ArrayList<>();
    private int length;

    TextBlock(JsonNode block, Consumer<Event> out) {
        super(out);
        start(new Part.Text(""));
        add(block.path("text").asText());
        block.path("citations").forEach(citations::add);
    }

    private void add(String text) {
        length += text.codePointCount(0, text.length());
        words(text);
    }

    @Override
    boolean grow(JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> add(delta.path("text").asText());
            case "citations_delta" -> citations.add(delta.path("citation"));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    void end() {
        citations.forEach(raw -> piece(new Cited(Citations.read(raw, length))));
        ended();
    }
}
