package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.function.Consumer;

/** Reads one candidate of an answer from its chunks: text and thoughts grow, every other part comes whole. */
final class CandidateReader {

    /** What is open; a function call that comes in pieces is {@link #calls}' affair. */
    private enum Growing {
        NOTHING,
        TEXT,
        THOUGHT
    }

    /** What nobody else has a place for. */
    private static final List<String> BESIDE = List.of("safetyRatings", "urlContextMetadata");

    private final int index;
    private final Consumer<Event> out;
    private final Losses losses;
    private final CallReader calls;
    private final Sources sources = new Sources();
    private final StringBuilder text = new StringBuilder();
    private Growing growing = Growing.NOTHING;
    private Seal signature = Seal.NONE;
    private JsonNode scores = Json.object().node();
    private boolean content;
    private boolean finished;

    CandidateReader(int index, String seed, Consumer<Event> out, Losses losses) {
        this.index = index;
        this.out = out;
        this.losses = losses;
        this.calls = new CallReader(index, seed, out);
    }

    boolean finished() {
        return finished;
    }

    /** @return false if the model gave up without having said anything */
    boolean read(JsonNode candidate) {
        if (finished) {
            return true;
        }
        sources.read(candidate);
        for (String beside : BESIDE) {
            if (!candidate.path(beside).isEmpty()) {
                losses.dropped(beside, Weight.HINT);
            }
        }
        scores = candidate.path("logprobsResult");
        candidate.path("content").path("parts").forEach(this::part);
        score();
        JsonNode reason = candidate.path("finishReason");
        return reason.isMissingNode() || reason.isNull() || finish(reason, candidate.path("finishMessage"));
    }

    private boolean finish(JsonNode reason, JsonNode message) {
        calls.end();
        close();
        finished = true;
        String name = FinishReasons.name(reason);
        if (!FinishReasons.known(name)) {
            losses.changed("finishReason", name + ">STOP", Weight.HINT);
        }
        if (!sources.isEmpty()) {
            losses.dropped("citations", Weight.HINT);
        }
        Event.Finish finish = FinishReasons.read(
                name, message.isTextual() ? message.textValue() : null, calls.any(), content || calls.any());
        if (finish != null) {
            out.accept(new Event.Finished(index, finish));
        }
        return finish != null;
    }

    /** The prompt was refused. */
    void block(Event.Finish finish) {
        if (!finished) {
            calls.end();
            close();
            finished = true;
            out.accept(new Event.Finished(index, finish));
        }
    }

    private void part(JsonNode part) {
        if (!part.isObject() || part.isEmpty()) {
            return;
        }
        Seal seal = Seal.of(Gemini.NAME, part.path("thoughtSignature").asText(""));
        if (part.path("text").isTextual()) {
            text(part.get("text").textValue(), part.path("thought").asBoolean(), seal);
        } else if (part.path("functionCall").isObject()) {
            close();
            calls.read(part.get("functionCall"), seal);
        } else {
            whole(part, seal);
        }
    }

    private void text(String words, boolean thought, Seal seal) {
        if (words.isEmpty() && !thought) {
            sign(seal);
            return;
        }
        if (words.isEmpty() && !seal.isPresent()) {
            return;
        }
        open(thought ? Growing.THOUGHT : Growing.TEXT);
        if (!words.isEmpty()) {
            text.append(words);
            out.accept(new Event.Delta(index, new Event.Words(words)));
        }
        sign(seal);
    }

    /** A signature belongs to the part that is open; the part then takes no more text. */
    private void sign(Seal seal) {
        if (!seal.isPresent()) {
            return;
        }
        switch (growing) {
            case NOTHING -> single(Signatures.alone(seal));
            case THOUGHT -> out.accept(new Event.Delta(index, new Event.Sealed(seal)));
            case TEXT -> {}
        }
        signature = growing == Growing.NOTHING ? Seal.NONE : seal;
    }

    private void open(Growing what) {
        if (growing == what && !signature.isPresent()) {
            return;
        }
        calls.end();
        close();
        growing = what;
        content = true;
        out.accept(new Event.PartStarted(
                index, what == Growing.TEXT ? new Part.Text("") : new Part.Reasoning("", List.of(), Seal.NONE)));
    }

    private void close() {
        score();
        Seal sealed = signature;
        Growing closed = growing;
        growing = Growing.NOTHING;
        signature = Seal.NONE;
        if (closed == Growing.TEXT) {
            sources.claim(text.toString())
                    .forEach(citation -> out.accept(new Event.Delta(index, new Event.Cited(citation))));
        }
        if (closed != Growing.NOTHING) {
            out.accept(new Event.PartEnded(index));
        }
        if (closed == Growing.TEXT && sealed.isPresent()) {
            single(Signatures.after(sealed));
        }
        text.setLength(0);
    }

    private void score() {
        if (growing == Growing.TEXT && !scores.isEmpty()) {
            List<Logprob> read = Scores.read(scores);
            if (read.isEmpty()) {
                losses.dropped("logprobsResult", Weight.HINT);
            } else {
                out.accept(new Event.Delta(index, new Event.Scored(read)));
            }
            scores = Json.object().node();
        }
    }

    private void whole(JsonNode part, Seal seal) {
        calls.end();
        close();
        if (part.properties().stream().anyMatch(field -> PartReader.SERVER.contains(field.getKey()))) {
            single(new Part.ServerTool(Gemini.NAME, part));
        } else if (part.path("inlineData").isObject()) {
            marked(MediaReader.inline(Fields.of(part.get("inlineData"), "inlineData", new Losses()), null), seal);
        } else if (part.path("fileData").path("fileUri").isTextual()) {
            marked(MediaReader.file(Fields.of(part.get("fileData"), "fileData", new Losses()), null), seal);
        } else {
            single(new Part.Opaque(Gemini.NAME, PartReader.unsigned(part), seal));
        }
    }

    private void marked(Part part, Seal seal) {
        single(part);
        if (seal.isPresent()) {
            single(Signatures.after(seal));
        }
    }

    private void single(Part part) {
        content = true;
        out.accept(new Event.PartStarted(index, part));
        out.accept(new Event.PartEnded(index));
    }
}
