package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec.EventWriter;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes an answer event by event; a whole answer is written the same way, to nobody. Only the first alternative is written. */
final class AnswerWriter implements EventWriter {

    private final @Nullable OutputStream out;
    private final Items items;
    private final Envelope envelope;
    private final Namespaces names;
    private final Losses losses;
    private final boolean sealable;
    private @Nullable OpenItem open;
    private boolean skipping;
    private boolean refused;
    private Finish finish = Finish.of(StopReason.STOP);
    private @Nullable Usage usage;
    private ObjectNode response = JsonNodeFactory.instance.objectNode();

    /** @param out null for a whole answer */
    AnswerWriter(Asked asked, @Nullable OutputStream out, Losses losses) {
        JsonNode request = asked.ask().body();
        this.out = out;
        this.items = new Items(out);
        this.envelope = new Envelope(asked);
        this.names = new Namespaces(request.path("tools"));
        this.losses = losses;
        boolean unstored =
                request.path("store").isBoolean() && !request.path("store").booleanValue();
        this.sealable = unstored || asked.chat().thinking().sealed();
    }

    /** The response as it was when the answer ended. */
    ObjectNode response() {
        return response;
    }

    @Override
    public void write(Event event) throws IOException {
        switch (event) {
            case Started started -> start(started);
            case PartStarted(int candidate, Part head) when candidate == 0 -> part(head);
            case Delta(int candidate, Piece piece) when candidate == 0 -> grow(piece);
            case PartEnded(int candidate) when candidate == 0 -> endPart();
            case Finished(int candidate, Finish why) when candidate == 0 -> finish = why;
            case Counted counted -> usage = counted.usage();
            case Ended ended -> end();
            case Failed failed -> fail(failed.fault());
            case PartStarted other -> losses.dropped("candidates", Weight.SEMANTIC);
            case Delta other -> {}
            case PartEnded other -> {}
            case Finished other -> {}
        }
    }

    private void start(Started started) throws IOException {
        items.name(envelope.name(started));
        items.send(items.event("response.created").with("response", envelope.begun()));
        items.send(items.event("response.in_progress").with("response", envelope.begun()));
    }

    private void part(Part head) throws IOException {
        OpenItem next = open != null && open.takes(head) ? open : item(head);
        skipping = next == null;
        if (next == null) {
            return;
        }
        if (next != open) {
            close();
            open = next;
        }
        refused |= head instanceof Part.Refusal;
        next.start(head);
    }

    private @Nullable OpenItem item(Part head) {
        return switch (head) {
            case Part.Text text -> new MessageItem(items, losses, text);
            case Part.Refusal refusal -> new MessageItem(items, losses, refusal);
            case Part.Reasoning thought -> new ThoughtItem(items, sealable);
            case Part.ToolCall call -> new CallItem(items, names, call);
            case Part.Image image -> image(image);
            case Part.ServerTool tool -> own(tool.origin(), tool.raw(), "server_tool");
            case Part.Opaque opaque -> own(opaque.origin(), opaque.raw(), "opaque");
            case Part.Document document -> lost("document");
            case Part.Audio audio -> lost("audio");
            case Part.Video video -> lost("video");
            case Part.ToolResult result -> lost("tool_result");
        };
    }

    /** As the service's own tool for images would give it. */
    private @Nullable OpenItem image(Part.Image image) {
        if (!(image.media() instanceof Media.Inline inline)) {
            return lost("image");
        }
        Json item = Json.object()
                .with("id", "")
                .with("type", "image_generation_call")
                .with("status", "completed")
                .with("result", inline.base64());
        return new WholeItem(items, item.node());
    }

    private @Nullable OpenItem own(String origin, JsonNode raw, String what) {
        return origin.equals(Responses.NAME) && raw instanceof ObjectNode item
                ? new WholeItem(items, item)
                : lost(what);
    }

    private @Nullable OpenItem lost(String what) {
        losses.dropped(what, Weight.HINT);
        return null;
    }

    private void grow(Piece piece) throws IOException {
        if (open != null && !skipping) {
            open.grow(piece);
        }
    }

    private void endPart() throws IOException {
        if (open == null || skipping) {
            return;
        }
        open.end();
        if (!(open instanceof MessageItem)) {
            open = null;
        }
    }

    private void close() throws IOException {
        if (open != null) {
            open.close();
        }
        open = null;
    }

    private void end() throws IOException {
        if (finish.reason() == StopReason.REFUSAL && !refused) {
            String why = finish.detail() == null ? "The request was declined." : finish.detail();
            part(new Part.Refusal(why));
            endPart();
        }
        close();
        if (finish.reason() == StopReason.PAUSED) {
            losses.changed("stop_reason", "paused>completed", Weight.HINT);
        }
        if (Ending.failed(finish.reason())) {
            String why = finish.detail() == null ? "The model's answer was malformed" : finish.detail();
            JsonNode error =
                    FailedEnding.error(Fault.of(Fault.Kind.INTERNAL, why)).node();
            terminal("failed", error, null);
            return;
        }
        String incomplete = Ending.incomplete(finish.reason());
        terminal(incomplete == null ? "completed" : "incomplete", JsonNodeFactory.instance.nullNode(), incomplete);
    }

    private void terminal(String status, JsonNode error, @Nullable String incomplete) throws IOException {
        response = envelope.response(status, items.done(), usage, error, incomplete);
        items.send(items.event("response." + status).with("response", response));
    }

    /** What was finished stays in the failed response; an open item does not. */
    private void fail(Fault fault) throws IOException {
        response = envelope.response(
                "failed", items.done(), usage, FailedEnding.error(fault).node(), null);
        if (out != null) {
            FailedEnding.write(out, fault, response, items.nextSequence());
        }
    }
}
