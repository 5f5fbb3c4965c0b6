package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An output item that arrives in pieces. Every {@code done} event repeats what the deltas said: it is only read where there were no
 * deltas. Used by one thread.
 */
interface StreamedItem {

    /** An event about this item, other than its beginning and its end. */
    void read(JsonNode event);

    /** The item is over; {@code item} is the whole of it, or missing if nobody told. */
    void finish(JsonNode item);

    /** @param added the item as it was announced, or missing */
    static StreamedItem of(JsonNode added, String firstEvent, ItemEvents events) {
        return switch (added.path("type").asText()) {
            case "message" -> new StreamedMessage(added, events);
            case "reasoning" -> new StreamedThought(added, events);
            case "function_call", "custom_tool_call" ->
                added.path("name").asText("").isEmpty() ? whole(events) : new StreamedCall(added, events);
            case "" ->
                firstEvent.startsWith("response.output_text") || firstEvent.startsWith("response.refusal")
                        ? new StreamedMessage(added, events)
                        : whole(events);
            default -> whole(events);
        };
    }

    /** What can only be said when it is complete. */
    private static StreamedItem whole(ItemEvents events) {
        return new StreamedItem() {
            @Override
            public void read(JsonNode event) {
                // Progress of a tool that the service runs: nobody else has words for it.
            }

            @Override
            public void finish(JsonNode item) {
                if (item.isObject()) {
                    events.item(item);
                }
            }
        };
    }
}
