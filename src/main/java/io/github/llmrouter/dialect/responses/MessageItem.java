package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A message: texts and refusals in a row. It is announced with its first word, for a text without words is none. */
final class MessageItem implements OpenItem {

    private final Items items;
    private final Losses losses;
    private final @Nullable String phase;
    private final List<Json> content = new ArrayList<>();
    private String id = "";
    private boolean refusal;
    private boolean announced;
    private final StringBuilder text = new StringBuilder();
    private final List<JsonNode> annotations = new ArrayList<>();
    /** Citations of a text whose end is not known yet. */
    private final List<Citation> unplaced = new ArrayList<>();

    private final List<Logprob> logprobs = new ArrayList<>();
    private final List<Logprob> unsent = new ArrayList<>();

    MessageItem(Items items, Losses losses, Part first) {
        this.items = items;
        this.losses = losses;
        this.phase = phase(first);
    }

    private static @Nullable String phase(Part part) {
        return part instanceof Part.Text text ? text.phase() : null;
    }

    @Override
    public boolean takes(Part next) {
        return next instanceof Part.Refusal || next instanceof Part.Text && Objects.equals(phase, phase(next));
    }

    @Override
    public void start(Part head) throws IOException {
        refusal = head instanceof Part.Refusal;
        announced = false;
        text.setLength(0);
        annotations.clear();
        logprobs.clear();
        if (head instanceof Part.Refusal whole) {
            words(whole.text());
        } else if (head instanceof Part.Text whole) {
            words(whole.text());
            for (Citation citation : whole.citations()) {
                cite(citation);
            }
        }
    }

    @Override
    public void grow(Piece piece) throws IOException {
        switch (piece) {
            case Words more -> words(more.text());
            case Cited cited -> cite(cited.citation());
            case Scored scored -> unsent.addAll(scored.logprobs());
            case NextSummary next -> {}
            case Sealed sealed -> {}
        }
    }

    private void words(String more) throws IOException {
        if (more.isEmpty()) {
            return;
        }
        announce();
        text.append(more);
        delta(more);
    }

    private void delta(String more) throws IOException {
        Json event = event(refusal ? "response.refusal.delta" : "response.output_text.delta")
                .with("delta", more);
        if (!refusal) {
            event.with("logprobs", Logprobs.write(unsent));
            logprobs.addAll(unsent);
        } else if (!unsent.isEmpty()) {
            losses.dropped("logprobs", Weight.HINT);
        }
        unsent.clear();
        items.send(event);
    }

    private void cite(Citation citation) throws IOException {
        announce();
        if (citation.end() < 0 && !citation.origin().equals(Responses.NAME)) {
            unplaced.add(citation);
        } else {
            annotate(citation);
        }
    }

    private void annotate(Citation citation) throws IOException {
        Optional<JsonNode> annotation = Annotations.write(citation, text.toString());
        if (annotation.isEmpty()) {
            losses.dropped("citations", Weight.HINT);
            return;
        }
        items.send(event("response.output_text.annotation.added")
                .with("annotation_index", annotations.size())
                .with("annotation", annotation.get()));
        annotations.add(annotation.get());
    }

    private void announce() throws IOException {
        if (id.isEmpty()) {
            id = items.id("msg_");
            items.added(item("in_progress"));
        }
        if (!announced) {
            announced = true;
            items.send(event("response.content_part.added").with("part", part("")));
        }
    }

    @Override
    public void end() throws IOException {
        if (!announced) {
            return;
        }
        if (!unsent.isEmpty()) {
            delta("");
        }
        for (Citation citation : unplaced) {
            annotate(citation);
        }
        unplaced.clear();
        String all = text.toString();
        items.send(
                refusal
                        ? event("response.refusal.done").with("refusal", all)
                        : event("response.output_text.done")
                                .with("text", all)
                                .with("logprobs", Logprobs.write(logprobs)));
        Json part = part(all);
        items.send(event("response.content_part.done").with("part", part));
        content.add(part);
    }

    @Override
    public void close() throws IOException {
        if (!id.isEmpty()) {
            items.done(item("completed").node());
        }
    }

    private Json event(String type) {
        return items.event(type, id).with("content_index", content.size());
    }

    private Json part(String words) {
        if (refusal) {
            return Json.type("refusal").with("refusal", words);
        }
        Stream<JsonNode> cited = words.isEmpty() ? Stream.empty() : annotations.stream();
        return Json.type("output_text")
                .with("text", words)
                .with("annotations", cited)
                .with("logprobs", Logprobs.write(logprobs));
    }

    private Json item(String status) {
        return Json.object()
                .with("id", id)
                .with("type", "message")
                .with("status", status)
                .with("role", "assistant")
                .with("phase", phase)
                .with("content", content.stream());
    }
}
