package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the items of a stream one behind the other: one item is live, and what is told about later ones waits until it is done. Items
 * are told apart by their {@code output_index}, for their ids may change from event to event (GitHub Copilot's do).
 */
final class OutputReader {

    private static final List<String> FAMILIES = List.of(
            "response.output_item.",
            "response.content_part.",
            "response.output_text.",
            "response.refusal.",
            "response.function_call_arguments.",
            "response.custom_tool_call_input.",
            "response.reasoning_summary",
            "response.reasoning_text.");

    private final ItemEvents events;
    private final Map<Integer, Slot> slots = new LinkedHashMap<>();
    private final List<Slot> queue = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /** One item: live, waiting, or done. */
    private static final class Slot {
        private final int index;
        private final List<JsonNode> waiting = new ArrayList<>();
        private @Nullable StreamedItem item;
        private boolean done;

        private Slot(int index) {
            this.index = index;
        }
    }

    OutputReader(ItemEvents events) {
        this.events = events;
    }

    static boolean isAboutItems(String type) {
        for (String family : FAMILIES) {
            if (type.startsWith(family)) {
                return true;
            }
        }
        return false;
    }

    /** What the vendor's own tools are doing, which their items tell again at the end, and signs of life. */
    static boolean isProgress(String type) {
        return type.contains("_call.")
                || type.startsWith("response.mcp_")
                || type.equals("keepalive")
                || type.equals("ping");
    }

    void read(JsonNode event) {
        Slot slot = slot(event);
        if (slot.done) {
            return;
        }
        slot.waiting.add(event);
        advance();
    }

    private Slot slot(JsonNode event) {
        int last = slots.isEmpty() ? 0 : queue.isEmpty() ? slots.size() - 1 : queue.getLast().index;
        int index = event.path("output_index").asInt(last);
        boolean added = event.path("type").asText().equals("response.output_item.added");
        Slot known = slots.get(index);
        if (known == null || added && known.done) {
            known = new Slot(index);
            slots.put(index, known);
            queue.add(known);
        }
        return known;
    }

    private void advance() {
        while (!queue.isEmpty()) {
            Slot live = queue.get(0);
            live.waiting.forEach(event -> feed(live, event));
            live.waiting.clear();
            if (!live.done) {
                return;
            }
            queue.remove(0);
        }
    }

    private void feed(Slot slot, JsonNode event) {
        if (slot.done) {
            return;
        }
        String type = event.path("type").asText();
        JsonNode item = event.path("item");
        if (slot.item == null) {
            slot.item = StreamedItem.of(item, type, events);
        }
        switch (type) {
            case "response.output_item.added" -> remember(item);
            case "response.output_item.done" -> {
                remember(item);
                slot.item.finish(item);
                slot.done = true;
            }
            default -> slot.item.read(event);
        }
    }

    private void remember(JsonNode item) {
        ids.add(item.path("id").asText(""));
        ids.add(item.path("call_id").asText(""));
    }

    /** The stream is over: the output of the final response completes what was left open, and adds what was never streamed. */
    void finish(JsonNode output) {
        while (!queue.isEmpty()) {
            Slot live = queue.get(0);
            live.waiting.forEach(event -> feed(live, event));
            if (!live.done && live.item != null) {
                live.item.finish(output.path(live.index));
                live.done = true;
            }
            queue.remove(0);
        }
        for (int i = 0; i < output.size(); i++) {
            JsonNode item = output.path(i);
            if (item.isObject() && !slots.containsKey(i) && !isRemembered(item)) {
                events.item(item);
            }
        }
    }

    /**
     * Tells what came of an answer that was cut short. A call of which more was to come is not ended: whoever takes it for whole would
     * run it.
     */
    void abandon() {
        while (!queue.isEmpty()) {
            Slot live = queue.get(0);
            live.waiting.forEach(event -> feed(live, event));
            live.waiting.clear();
            if (!live.done && live.item instanceof StreamedCall) {
                return;
            }
            if (!live.done && live.item != null) {
                live.item.finish(MissingNode.getInstance());
                live.done = true;
            }
            queue.remove(0);
        }
    }

    private boolean isRemembered(JsonNode item) {
        String id = item.path("id").asText("");
        String call = item.path("call_id").asText("");
        return !id.isEmpty() && ids.contains(id) || !call.isEmpty() && ids.contains(call);
    }
}
