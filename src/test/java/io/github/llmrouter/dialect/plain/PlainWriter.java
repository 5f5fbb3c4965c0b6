package io.github.llmrouter.dialect.plain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;

/** Writes what {@link PlainReader} reads. */
final class PlainWriter implements Codec.EventWriter {

    private final Asked asked;
    private final OutputStream out;
    private Usage usage = Usage.NONE;
    private StopReason reason = StopReason.STOP;
    private boolean visible;

    PlainWriter(Asked asked, OutputStream out) {
        this.asked = asked;
        this.out = out;
    }

    @Override
    public void write(Event event) throws IOException {
        switch (event) {
            case Event.Started(String id, String model, long created) ->
                Frames.write(out, head(asked, id, model).node());
            case Event.PartStarted(int candidate, Part head) -> {
                visible = head instanceof Part.Text || head instanceof Part.Refusal;
                say(words(head));
            }
            case Event.Delta(int candidate, Event.Words words) -> say(visible ? words.text() : "");
            case Event.Delta other -> {}
            case Event.PartEnded ended -> {}
            case Event.Counted counted -> usage = counted.usage();
            case Event.Finished finished -> reason = finished.finish().reason();
            case Event.Ended ended -> Frames.write(out, tail(Json.object(), reason, usage));
            case Event.Failed(var fault) ->
                Frames.write(out, Json.object().with("wrong", fault.message()).node());
        }
    }

    private void say(String words) throws IOException {
        if (!words.isEmpty()) {
            Frames.write(out, Json.object().with("says", words).node());
        }
    }

    static ObjectNode whole(Answer answer, Asked asked, Losses losses) {
        Answer.Candidate first = answer.candidates().getFirst();
        StringBuilder says = new StringBuilder();
        for (Part part : first.parts()) {
            says.append(words(part));
            if (part instanceof Part.ToolCall) {
                losses.dropped("tool_calls", Weight.SEMANTIC);
            } else if (part instanceof Part.Reasoning) {
                losses.dropped("reasoning", Weight.HINT);
            }
        }
        Json head = head(asked, answer.id(), answer.model()).with("says", says.toString());
        return tail(head, first.finish().reason(), answer.usage() == null ? Usage.NONE : answer.usage());
    }

    private static String words(Part part) {
        return part instanceof Part.Text text
                ? text.text()
                : part instanceof Part.Refusal refusal ? refusal.text() : "";
    }

    private static Json head(Asked asked, String id, String model) {
        return Json.object()
                .with("id", asked.ids().apply(id))
                .with("model", asked.model().isEmpty() ? model : asked.model());
    }

    private static ObjectNode tail(Json json, StopReason reason, Usage usage) {
        String why = switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, COMPACTED, MALFORMED_CALL, ERROR -> "done";
            case LENGTH, CONTEXT_FULL -> "long";
            case FILTERED, REFUSAL -> "declined";
        };
        Json tokens = Json.object().with("in", usage.totalInput()).with("out", usage.output());
        return json.with("why", why).with("tokens", tokens).node();
    }
}
