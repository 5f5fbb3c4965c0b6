package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Part;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message whose texts and refusals arrive in pieces. Each opens with its first word: an announced text may stay empty. */
final class StreamedMessage implements StreamedItem {

    private final ItemEvents events;
    private final @Nullable String phase;
    /** The content parts that are over. */
    private final Set<Integer> said = new HashSet<>();
    /** Of the open content part: its type and index; no type if none is open. */
    private String open = "";

    private int index;
    private boolean words;
    private boolean cited;
    private boolean scored;

    StreamedMessage(JsonNode added, ItemEvents events) {
        this.events = events;
        this.phase = ItemEvents.phase(added);
    }

    @Override
    public void read(JsonNode event) {
        int at = event.path("content_index").asInt(0);
        switch (event.path("type").asText()) {
            case "response.output_text.delta" -> delta("output_text", at, event);
            case "response.refusal.delta" -> delta("refusal", at, event);
            case "response.output_text.annotation.added" -> {
                open("output_text", at);
                cited = true;
                events.cited(event.path("annotation"));
            }
            case "response.output_text.done" -> whole("output_text", at, event);
            case "response.refusal.done" -> whole("refusal", at, event);
            case "response.content_part.done" -> part(at, event.path("part"));
            default -> {}
        }
    }

    private void delta(String type, int at, JsonNode event) {
        String text = event.path("delta").asText("");
        JsonNode logprobs = event.path("logprobs");
        if (!text.isEmpty() || !logprobs.isEmpty()) {
            open(type, at);
            scored |= !logprobs.isEmpty();
            events.scored(logprobs);
            say(text);
        }
    }

    private void whole(String type, int at, JsonNode event) {
        String text = event.path(type.equals("refusal") ? "refusal" : "text").asText("");
        boolean silent = !said.contains(at) && !(isOpen(at) && words);
        if (silent && !text.isEmpty()) {
            open(type, at);
            say(text);
        }
    }

    private void part(int at, JsonNode part) {
        if (isOpen(at)) {
            complete(part);
            close();
        } else if (said.add(at)) {
            close();
            events.content(part, phase);
        }
    }

    @Override
    public void finish(JsonNode item) {
        JsonNode parts = item.path("content");
        if (!open.isEmpty()) {
            complete(parts.path(index));
            close();
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!said.contains(i)) {
                events.content(parts.path(i), phase == null ? ItemEvents.phase(item) : phase);
            }
        }
    }

    /** What nobody streamed of the open part. */
    private void complete(JsonNode part) {
        if (!words) {
            say(part.path(open.equals("refusal") ? "refusal" : "text").asText(""));
        }
        if (!cited) {
            part.path("annotations").forEach(events::cited);
        }
        if (!scored) {
            events.scored(part.path("logprobs"));
        }
    }

    private boolean isOpen(int at) {
        return !open.isEmpty() && index == at;
    }

    private void open(String type, int at) {
        if (isOpen(at) && open.equals(type)) {
            return;
        }
        close();
        open = type;
        index = at;
        words = false;
        cited = false;
        scored = false;
        events.start(type.equals("refusal") ? new Part.Refusal("") : ItemEvents.text(phase));
    }

    private void close() {
        if (!open.isEmpty()) {
            events.end();
            said.add(index);
        }
        open = "";
    }

    private void say(String text) {
        words |= !text.isEmpty();
        events.words(text);
    }
}
