package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says one candidate's parts as they come about; text and thoughts at once, everything else when it is whole. */
final class CandidateWriter {

    /** Takes what is said. */
    interface Sink {

        void part(ObjectNode part);

        /** Fields beside {@code content} that belong to the parts so far; not called if they can wait for the end. */
        void beside(Json fields);

        boolean waits();
    }

    private final Style style;
    private final Sink sink;
    private final Losses losses;
    private final StringBuilder words = new StringBuilder();
    private final Notes notes = new Notes();
    private @Nullable Part head;
    private @Nullable ObjectNode held;
    private Seal seal = Seal.NONE;
    private String waiting = "";
    private boolean any;
    private boolean refused;
    private @Nullable String phase;

    CandidateWriter(Style style, Sink sink, Losses losses) {
        this.style = style;
        this.sink = sink;
        this.losses = losses;
    }

    void start(Part part) {
        head = part;
        words.setLength(0);
        seal = Seal.NONE;
        switch (part) {
            case Part.Text text -> {
                text.citations().forEach(notes::cite);
                // Comments and the final answer would run into one another: clients join the texts.
                grow(gap(text) + text.text());
            }
            case Part.Refusal refusal -> {
                refused = true;
                grow(refusal.text());
            }
            case Part.Reasoning reasoning -> {
                seal = reasoning.seal();
                grow(reasoning.visible());
            }
            case Part.ToolCall call -> {
                seal = call.seal();
                words.append(call.arguments());
            }
            case Part.Opaque opaque -> seal = opaque.seal();
            case Part.Image whole -> {}
            case Part.Document whole -> {}
            case Part.Audio whole -> {}
            case Part.Video whole -> {}
            case Part.ToolResult whole -> {}
            case Part.ServerTool whole -> {}
        }
    }

    private String gap(Part.Text text) {
        String before = phase;
        phase = text.phase();
        return any && before != null && !before.equals(phase) ? "\n\n" : "";
    }

    void delta(Event.Piece piece) {
        switch (piece) {
            case Event.Words more -> grow(more.text());
            case Event.NextSummary next -> grow("\n\n");
            case Event.Sealed sealed -> seal = sealed.seal();
            case Event.Cited cited -> notes.cite(cited.citation());
            case Event.Scored scored -> notes.score(scored.logprobs());
        }
    }

    private void grow(String more) {
        words.append(more);
        if (head instanceof Part.Reasoning && style.thoughts() && !more.isEmpty()) {
            say(Json.object().with("text", more).with("thought", true));
        } else if ((head instanceof Part.Text || head instanceof Part.Refusal) && !style.quoted() && !more.isEmpty()) {
            say(Json.object().with("text", more));
        }
    }

    void end() {
        Part part = head;
        head = null;
        if (part != null) {
            end(part);
        }
    }

    private void end(Part part) {
        switch (part) {
            case Part.Text text -> text();
            case Part.Refusal refusal -> text();
            case Part.Reasoning reasoning -> reasoning();
            case Part.ToolCall call -> call(call);
            case Part.Image image -> media(image.media(), "image/png");
            case Part.Document document -> media(document.media(), "application/pdf");
            case Part.Audio audio -> media(audio.media(), "audio/wav");
            case Part.Video video -> media(video.media(), "video/mp4");
            case Part.ServerTool tool when tool.origin().equals(Gemini.NAME) -> hold(tool.raw());
            case Part.Opaque opaque when opaque.origin().equals(Gemini.NAME) -> opaque(opaque);
            case Part.ServerTool tool -> losses.dropped("server_tool", Weight.HINT);
            case Part.Opaque opaque -> losses.dropped("opaque", Weight.HINT);
            case Part.ToolResult result -> losses.dropped("tool_result", Weight.HINT);
        }
    }

    private void text() {
        if (style.quoted() && !words.isEmpty()) {
            String value = Style.unquoted(words.toString());
            words.setLength(0);
            words.append(value);
            say(Json.object().with("text", value));
        }
        if (!notes.end(words.toString())) {
            losses.dropped("citations", Weight.HINT);
        }
    }

    /** A thought that is shown carries its own state; else the next call does, or the end. */
    private void reasoning() {
        if (!seal.isPresent()) {
            return;
        }
        if (style.thoughts() && !words.isEmpty()) {
            say(Json.object().with("text", "").with("thought", true).with("thoughtSignature", seal.value()));
        } else {
            flushWaiting();
            waiting = seal.value();
        }
    }

    private void call(Part.ToolCall call) {
        String signature = seal.isPresent() ? seal.value() : waiting;
        if (!seal.isPresent()) {
            waiting = "";
        }
        beside();
        Json said = Json.object()
                .with("id", CallIds.derived(call.id()) || call.id().isEmpty() ? null : call.id())
                .with("name", call.name())
                .with("args", Arguments.any(words.toString()));
        say(Json.object().with("functionCall", said).with("thoughtSignature", signature.isEmpty() ? null : signature));
    }

    private void media(Media media, String type) {
        Json part = MediaWriter.part(media, type);
        if (part == null) {
            losses.dropped("media", Weight.SEMANTIC);
        } else {
            hold(part.node());
        }
    }

    /** Waits for a signature that may follow. */
    private void hold(JsonNode part) {
        beside();
        release();
        notes.otherPart();
        held = part.deepCopy();
    }

    private void opaque(Part.Opaque opaque) {
        ObjectNode following = held;
        if (Signatures.follows(opaque) && following != null && !following.has("thoughtSignature")) {
            following.put("thoughtSignature", seal.value());
            release();
            return;
        }
        ObjectNode raw = opaque.raw().deepCopy();
        if (Signatures.follows(opaque)) {
            raw.put("text", "");
        }
        say(seal.isPresent() ? raw.put("thoughtSignature", seal.value()) : raw);
    }

    private void say(Json part) {
        say(part.node());
    }

    private void say(ObjectNode part) {
        release();
        any = true;
        boolean text = part.size() == 1 && part.has("text");
        if (!text) {
            notes.otherPart();
        }
        sink.part(part);
    }

    private void release() {
        ObjectNode part = held;
        held = null;
        if (part != null) {
            any = true;
            sink.part(part);
        }
    }

    private void flushWaiting() {
        if (!waiting.isEmpty()) {
            String signature = waiting;
            waiting = "";
            say(Json.object().with("text", "").with("thoughtSignature", signature));
        }
    }

    /** Sources and scores are said while their text is still the last part. */
    private void beside() {
        Json fields = sink.waits() ? Json.object() : rest();
        if (!fields.isEmpty()) {
            sink.beside(fields);
        }
    }

    /** What is left for the end beside the reason. */
    Json rest() {
        return notes.take();
    }

    /** Says what has waited, and why the model stopped. */
    Json finish(Event.Finish finish) {
        end();
        release();
        flushWaiting();
        switch (finish.reason()) {
            case PAUSED, COMPACTED ->
                losses.changed("finishReason", finish.reason().name().toLowerCase(Locale.ROOT) + ">STOP", Weight.HINT);
            case STOP, STOP_SEQUENCE, TOOL_CALLS, LENGTH, CONTEXT_FULL, FILTERED, REFUSAL, MALFORMED_CALL, ERROR -> {}
        }
        return Json.object()
                .with("finishReason", FinishReasons.write(finish, refused))
                .with("finishMessage", FinishReasons.message(finish));
    }

    boolean any() {
        return any;
    }
}
