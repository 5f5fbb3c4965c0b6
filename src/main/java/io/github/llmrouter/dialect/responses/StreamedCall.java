package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;

/** A call of a function or custom tool whose arguments arrive in pieces. */
final class StreamedCall implements StreamedItem {

    private final ItemEvents events;
    private boolean words;

    StreamedCall(JsonNode added, ItemEvents events) {
        this.events = events;
        events.start(ItemEvents.callHead(added));
    }

    @Override
    public void read(JsonNode event) {
        switch (event.path("type").asText()) {
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                say(event.path("delta").asText(""));
            case "response.function_call_arguments.done", "response.custom_tool_call_input.done" -> sayIfSilent(event);
            default -> {}
        }
    }

    @Override
    public void finish(JsonNode item) {
        sayIfSilent(item);
        events.end();
    }

    private void sayIfSilent(JsonNode holder) {
        if (!words) {
            say(ItemEvents.arguments(holder));
        }
    }

    private void say(String text) {
        words |= !text.isEmpty();
        events.words(text);
    }
}
