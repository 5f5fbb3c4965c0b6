package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The output of the answer under construction, and the numbered events that tell of it. For a whole answer there is nobody to tell:
 * the items alone are made. One item is open at a time.
 */
final class Items {

    private final @Nullable OutputStream out;
    private final ArrayNode done = JsonNodeFactory.instance.arrayNode();
    private String base = "";
    private int sequence;

    /** @param out null for a whole answer */
    Items(@Nullable OutputStream out) {
        this.out = out;
    }

    /** @param base 24 letters and digits that no other answer has */
    void name(String base) {
        this.base = base;
    }

    ArrayNode done() {
        return done;
    }

    /** Where the open item will stand. */
    int index() {
        return done.size();
    }

    /** The id of the open item, if it has none of its own. */
    String id(String prefix) {
        return prefix + base + index();
    }

    int nextSequence() {
        return sequence;
    }

    Json event(String type) {
        return Json.type(type).with("sequence_number", sequence);
    }

    /** An event about the open item. */
    Json event(String type, String itemId) {
        return event(type).with("item_id", itemId).with("output_index", index());
    }

    /** Only what was made by {@link #event} last. */
    void send(Json event) throws IOException {
        sequence++;
        if (out != null) {
            ObjectNode node = event.node();
            Frames.write(out, node.path("type").textValue(), node);
        }
    }

    void added(Json item) throws IOException {
        send(event("response.output_item.added").with("output_index", index()).with("item", item));
    }

    void done(ObjectNode item) throws IOException {
        send(event("response.output_item.done").with("output_index", index()).with("item", item));
        done.add(item);
    }
}
