package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Part;
import java.io.IOException;

/** An item that comes in one piece. */
final class WholeItem implements OpenItem {

    private final Items items;
    private final ObjectNode item;

    WholeItem(Items items, ObjectNode item) {
        this.items = items;
        this.item = item.deepCopy();
    }

    @Override
    public boolean takes(Part next) {
        return false;
    }

    @Override
    public void start(Part head) throws IOException {
        if (item.path("id").asText("").isEmpty()) {
            item.put("id", items.id("item_"));
        }
        ObjectNode begun = item.deepCopy();
        begun.remove("result");
        if (begun.has("status")) {
            begun.put("status", "in_progress");
        }
        items.send(items.event("response.output_item.added")
                .with("output_index", items.index())
                .with("item", begun));
    }

    @Override
    public void grow(Piece piece) {
        // It was complete from the start.
    }

    @Override
    public void end() throws IOException {
        items.done(item);
    }

    @Override
    public void close() {
        // It was over with its part.
    }
}
