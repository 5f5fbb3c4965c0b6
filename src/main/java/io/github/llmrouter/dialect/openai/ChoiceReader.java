package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.DataUrl;
import io.github.llmrouter.dialect.openai.Lane.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one choice of an answer. Parts may overlap on the wire (calls by index); they leave here one after the other: the first
 * open lane is told as it grows, later ones wait until it is complete.
 */
final class ChoiceReader {

    private final int candidate;
    private final Consumer<Event> out;
    private final Losses losses;
    private final Deque<Lane> lanes = new ArrayDeque<>();
    private final CallLanes calls;
    private final ReasoningLanes reasoning;
    private int textLength;
    private boolean called;
    private @Nullable String finish;

    ChoiceReader(int candidate, String answerId, Consumer<Event> out, Losses losses) {
        this.candidate = candidate;
        this.out = out;
        this.losses = losses;
        this.calls = new CallLanes(answerId + "/" + candidate, this::open);
        this.reasoning = new ReasoningLanes(this::last, this::open, losses);
    }

    /** {@code delta} of a chunk or {@code message} of a whole answer, and what stands beside it. */
    void read(JsonNode choice) {
        JsonNode delta = choice.has("delta") ? choice.get("delta") : choice.path("message");
        reasoning.read(delta);
        scored(delta, Logprobs.read(choice.path("logprobs")));
        content(delta.path("content"));
        if (delta.path("refusal").isTextual()) {
            grow(Kind.REFUSAL, delta.get("refusal").textValue());
        }
        cited(delta.path("annotations"));
        images(delta.path("images"));
        if (delta.path("audio").isObject()) {
            losses.dropped("audio", Weight.SEMANTIC);
        }
        calls.read(delta, choice.has("message"));
        String reason = choice.path("finish_reason").isNull()
                ? ""
                : choice.path("finish_reason").asText("");
        if (!reason.isEmpty() && finish == null) {
            finish = reason;
        }
        pump(!reason.isEmpty());
    }

    boolean finished() {
        return finish != null;
    }

    /** Everything has come: ends what is open and says why. */
    void end() {
        pump(true);
        String reason = finish == null ? "" : finish;
        if (!FinishReasons.known(reason)) {
            losses.changed("finish_reason", reason + ">stop", Weight.HINT);
        }
        out.accept(new Event.Finished(candidate, Event.Finish.of(FinishReasons.read(reason, called))));
    }

    /** Mistral's content is an array that also holds the thoughts. */
    private void content(JsonNode content) {
        if (content.isTextual()) {
            grow(Kind.TEXT, content.textValue());
        }
        for (JsonNode part : content) {
            if (part.path("type").asText("").equals("thinking")) {
                part.path("thinking")
                        .forEach(thought -> reasoning.text(thought.path("text").asText("")));
            } else if (part.path("text").isTextual()) {
                grow(Kind.TEXT, part.get("text").textValue());
            } else {
                losses.unknown("content." + part.path("type").asText("part"));
            }
        }
    }

    private void grow(Kind kind, String words) {
        if (!words.isEmpty()) {
            lane(kind).words(words);
            textLength += kind == Kind.TEXT ? AnswerText.length(words) : 0;
        }
    }

    private Lane lane(Kind kind) {
        Lane last = last();
        return last != null && last.kind == kind ? last : open(new Lane(kind, textLength));
    }

    /** The scores of the words that this delta brings. */
    private void scored(JsonNode delta, List<Logprob> logprobs) {
        if (!logprobs.isEmpty()) {
            boolean refusal = !delta.path("refusal").asText("").isEmpty();
            lane(refusal ? Kind.REFUSAL : Kind.TEXT).add(new Event.Scored(logprobs));
        }
    }

    private void cited(JsonNode annotations) {
        Lane last = last();
        if (last != null && last.kind == Kind.TEXT) {
            annotations.forEach(one -> last.add(new Event.Cited(Citations.read(one, last.offset))));
        }
    }

    /** OpenRouter's slot for images that a model made. */
    private void images(JsonNode images) {
        for (JsonNode image : images) {
            String url = image.path("image_url").path("url").asText("");
            if (!url.isEmpty()) {
                Media media = DataUrl.read(url, null);
                open(Lane.of(new Part.Image(media, null, null)));
            }
        }
    }

    private @Nullable Lane last() {
        return lanes.peekLast();
    }

    private Lane open(Lane lane) {
        lanes.addLast(lane);
        return lane;
    }

    /** Tells the first lane, and the next ones as far as those before them are complete. */
    private void pump(boolean all) {
        while (!lanes.isEmpty()) {
            Lane first = lanes.getFirst();
            if (all && first.empty()) {
                lanes.removeFirst();
                continue;
            }
            if (first.ready() || all) {
                called |= first.kind == Kind.CALL;
                first.tell(candidate, out);
            }
            boolean over = all || lanes.size() > 1 && first.ready() && first.complete();
            if (!over) {
                return;
            }
            out.accept(new Event.PartEnded(candidate));
            lanes.removeFirst();
        }
    }
}
