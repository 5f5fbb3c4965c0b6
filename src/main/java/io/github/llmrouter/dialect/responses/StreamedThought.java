package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event.NextSummary;
import java.util.HashSet;
import java.util.Set;

/** A reasoning item whose summaries, or raw thoughts, arrive in pieces. Its encrypted content is only valid at its end. */
final class StreamedThought implements StreamedItem {

    private final ItemEvents events;
    private final Set<Integer> said = new HashSet<>();
    /** The family of events that came first: an item that has summaries and raw thoughts says the same twice. */
    private String family = "";

    private int current;

    StreamedThought(JsonNode added, ItemEvents events) {
        this.events = events;
        events.start(ItemEvents.thoughtHead(added));
    }

    @Override
    public void read(JsonNode event) {
        switch (event.path("type").asText()) {
            case "response.reasoning_summary_text.delta" -> think("summary", event, "delta");
            case "response.reasoning_text.delta" -> think("content", event, "delta");
            case "response.reasoning_summary_text.done" -> thinkIfSilent("summary", event);
            case "response.reasoning_text.done" -> thinkIfSilent("content", event);
            default -> {}
        }
    }

    @Override
    public void finish(JsonNode item) {
        if (said.isEmpty()) {
            events.thoughtWords(item);
        }
        events.sealed(item);
        events.end();
    }

    private void thinkIfSilent(String from, JsonNode event) {
        if (!said.contains(index(from, event))) {
            think(from, event, "text");
        }
    }

    private void think(String from, JsonNode event, String field) {
        String text = event.path(field).asText("");
        if (text.isEmpty() || !family.isEmpty() && !family.equals(from)) {
            return;
        }
        family = from;
        int index = index(from, event);
        if (!said.isEmpty() && index != current) {
            events.grow(new NextSummary());
        }
        current = index;
        said.add(index);
        events.words(text);
    }

    private static int index(String from, JsonNode event) {
        return event.path(from + "_index").asInt(0);
    }
}
