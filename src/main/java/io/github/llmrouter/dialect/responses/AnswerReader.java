package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Codec.EventReader;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an answer, streamed or whole. Only the {@code type} inside of an event counts; its name on the wire is sometimes wrong. */
final class AnswerReader implements EventReader {

    private final Consumer<Event> out;
    private final Losses losses;
    private final OutputReader output;
    private boolean started;
    private boolean over;
    private boolean calls;
    private boolean refuses;

    AnswerReader(Consumer<Event> out, Losses losses) {
        this.out = out;
        this.losses = losses;
        this.output = new OutputReader(new ItemEvents(this::tell, losses));
    }

    static List<Event> whole(JsonNode body, Losses losses) {
        List<Event> events = new ArrayList<>();
        new AnswerReader(events::add, losses).response(body, Ending.fault(body));
        return events;
    }

    @Override
    public void read(Frame frame) {
        if (over || frame.data().isBlank() || frame.done()) {
            return;
        }
        try {
            event(Json.read(frame.data()));
        } catch (IOException e) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "The upstream sent an event that is no JSON"));
        }
    }

    @Override
    public void end() {
        if (!over) {
            output.abandon();
            fail(Fault.of(Fault.Kind.UPSTREAM, "The upstream's stream ended before the answer was complete"));
        }
    }

    private void event(JsonNode event) {
        String type = event.path("type").asText("");
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> start(event.path("response"));
            case "response.completed", "response.incomplete" -> response(event.path("response"), null);
            case "response.failed", "response.cancelled" ->
                response(event.path("response"), Ending.failure(event.path("response")));
            case "error" -> fail(OpenAiFaults.inBand(event));
            case "" -> untyped(event);
            default -> {
                if (type.equals("response.output_item.done")) {
                    AnswerWords.item(event.path("item"), losses);
                }
                if (OutputReader.isAboutItems(type)) {
                    output.read(event);
                } else if (!OutputReader.isProgress(type)) {
                    losses.unknown(type);
                }
            }
        }
    }

    /** A whole answer where a stream was asked for, or an error in somebody else's shape. */
    private void untyped(JsonNode event) {
        if (event.path("object").asText("").equals("response")) {
            response(event, Ending.fault(event));
        } else if (event.has("error")) {
            fail(OpenAiFaults.inBand(event));
        }
    }

    private void start(JsonNode response) {
        if (!started) {
            started = true;
            out.accept(new Started(
                    response.path("id").asText(""),
                    response.path("model").asText(""),
                    response.path("created_at").asLong(0)));
        }
    }

    /** The response as a whole: what it adds to what was streamed, and how it ended. */
    private void response(JsonNode response, @Nullable Fault fault) {
        if (fault == null || response.has("id")) {
            start(response);
        }
        AnswerWords.response(response, losses);
        if (fault == null) {
            output.finish(response.path("output"));
        } else {
            output.abandon();
        }
        Usage usage = Tokens.of(response);
        if (usage != null) {
            out.accept(new Counted(usage));
        }
        if (fault != null) {
            fail(fault);
            return;
        }
        if (response.hasNonNull("moderation")) {
            losses.dropped("moderation", Weight.HINT);
        }
        out.accept(new Finished(0, Ending.finish(response, calls, refuses, losses)));
        out.accept(new Ended());
        over = true;
    }

    private void fail(@Nullable Fault fault) {
        if (!over) {
            over = true;
            out.accept(new Failed(
                    fault == null ? Fault.of(Fault.Kind.UPSTREAM, "The upstream reported an error") : fault));
        }
    }

    /** Something of the answer came by, perhaps before its beginning was told. */
    private void tell(Event event) {
        if (!started) {
            start(Json.object().node());
        }
        if (event instanceof PartStarted(int candidate, Part head)) {
            calls |= head instanceof Part.ToolCall;
            refuses |= head instanceof Part.Refusal;
        }
        out.accept(event);
    }
}
