package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the chunks of one choice. */
final class ChoiceWriter {

    /** Puts a choice into a chunk of its own. */
    interface Sink {
        void choice(Json choice) throws IOException;
    }

    private final int index;
    private final CallDeltas calls;
    private final Losses losses;
    private final Sink sink;
    private final List<Citation> citations = new ArrayList<>();
    private final List<Logprob> scores = new ArrayList<>();
    private final StringBuilder thought = new StringBuilder();
    private boolean begun;
    private boolean said;
    private boolean refused;
    private int textLength;
    private int partStart;
    private int details;
    private @Nullable String phase;
    private Seal seal = Seal.NONE;
    private @Nullable Part open;

    ChoiceWriter(int index, boolean legacy, Losses losses, Sink sink) {
        this.index = index;
        this.calls = new CallDeltas(legacy, losses);
        this.losses = losses;
        this.sink = sink;
    }

    void start(Part head) throws IOException {
        open = head;
        switch (head) {
            case Part.Text text -> {
                gap(text.phase());
                partStart = textLength;
                citations.addAll(text.citations());
                text(text.text());
            }
            case Part.Refusal refusal -> refusal(refusal.text());
            case Part.Reasoning reasoning -> {
                seal = reasoning.seal();
                thought(reasoning.visible());
            }
            case Part.ToolCall call -> {
                said = true;
                sendCall(calls.start(call));
            }
            case Part.Image other -> Unsayable.report(other, losses);
            case Part.Document other -> Unsayable.report(other, losses);
            case Part.Audio other -> Unsayable.report(other, losses);
            case Part.Video other -> Unsayable.report(other, losses);
            case Part.ToolResult other -> Unsayable.report(other, losses);
            case Part.ServerTool other -> Unsayable.report(other, losses);
            case Part.Opaque other -> Unsayable.report(other, losses);
        }
    }

    void grow(Event.Piece piece) throws IOException {
        switch (piece) {
            case Event.Words(String more) -> words(more);
            case Event.NextSummary next -> thought("\n\n");
            case Event.Sealed(Seal whole) -> {
                seal = whole;
                if (open instanceof Part.ToolCall) {
                    sendCall(calls.sealed(whole));
                }
            }
            case Event.Cited(Citation citation) -> citations.add(citation);
            case Event.Scored(var more) -> scores.addAll(more);
        }
    }

    private void words(String more) throws IOException {
        if (open instanceof Part.Text) {
            text(more);
        } else if (open instanceof Part.Refusal) {
            refusal(more);
        } else if (open instanceof Part.Reasoning) {
            thought(more);
        } else if (open instanceof Part.ToolCall) {
            sendCall(calls.more(more));
        }
    }

    private void gap(@Nullable String next) throws IOException {
        text(said ? AnswerText.gap(phase, next) : "");
        phase = next;
    }

    private void text(String more) throws IOException {
        if (!more.isEmpty()) {
            said = true;
            textLength += AnswerText.length(more);
            send(Json.object().with("content", more));
        }
    }

    private void refusal(String more) throws IOException {
        refused = true;
        if (!more.isEmpty()) {
            send(Json.object().with("refusal", more));
        }
    }

    private void thought(String more) throws IOException {
        if (!more.isEmpty()) {
            thought.append(more);
            send(Json.object().with("reasoning_content", more));
        }
    }

    private void sendCall(@Nullable Json delta) throws IOException {
        if (delta != null) {
            send(delta);
        }
    }

    void endPart() throws IOException {
        if (!scores.isEmpty()) {
            send(Json.object());
        }
        if (open instanceof Part.Text) {
            cite();
        } else if (open instanceof Part.Reasoning) {
            seal();
        } else if (open instanceof Part.ToolCall) {
            sendCall(calls.end());
        }
        open = null;
        seal = Seal.NONE;
    }

    private void cite() throws IOException {
        List<Json> annotations = citations.stream()
                .map(citation -> Citations.write(citation, partStart, textLength - partStart))
                .flatMap(Optional::stream)
                .toList();
        if (annotations.size() < citations.size()) {
            losses.dropped("citations", Weight.HINT);
        }
        citations.clear();
        if (!annotations.isEmpty()) {
            send(Json.object().with("annotations", annotations.stream()));
        }
    }

    /** The thought once more and in one piece, with the state that belongs to it. */
    private void seal() throws IOException {
        if (seal.isPresent()) {
            Json detail = ThoughtDetails.answer(thought.toString(), seal, details++);
            send(Json.object().with("reasoning_details", Stream.of(detail)));
        }
        thought.setLength(0);
    }

    void finish(Finish finish) throws IOException {
        Unsayable.report(finish, losses);
        String declined = Refusals.of(finish, refused, said);
        if (declined != null) {
            send(Json.object().with("refusal", declined));
        }
        send(Json.object(), calls.finishReason(FinishReasons.write(finish.reason(), calls.any())));
    }

    private void send(Json delta) throws IOException {
        send(delta, null);
    }

    /** The first delta also tells the role; its content is empty before text and null before anything else. */
    private void send(Json delta, @Nullable String finish) throws IOException {
        if (begun) {
            sink.choice(choice(delta, finish));
            return;
        }
        begun = true;
        boolean text = delta.node().has("content");
        boolean other = delta.node().has("tool_calls") || delta.node().has("refusal");
        Json first = Json.object().with("role", "assistant");
        if (other) {
            first.withNull("content");
        } else {
            first.with("content", "");
        }
        if (text) {
            sink.choice(bare(first));
            sink.choice(choice(delta, finish));
            return;
        }
        delta.node().properties().forEach(field -> first.with(field.getKey(), field.getValue()));
        sink.choice(choice(first, finish));
    }

    private Json bare(Json delta) {
        return Json.object()
                .with("index", index)
                .with("delta", delta)
                .withNull("logprobs")
                .withNull("finish_reason");
    }

    /** With the scores of the words in it. */
    private Json choice(Json delta, @Nullable String finish) {
        Json choice = Json.object().with("index", index).with("delta", delta);
        if (scores.isEmpty()) {
            choice.withNull("logprobs");
        } else {
            choice.with("logprobs", Logprobs.write(scores));
            scores.clear();
        }
        return finish == null ? choice.withNull("finish_reason") : choice.with("finish_reason", finish);
    }
}
