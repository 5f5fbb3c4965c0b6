package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.dialect.openai.Lane.Kind;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the thoughts in a delta or a message. Services tell them in up to four ways at once, so only the richest one counts:
 * {@code reasoning_details}, {@code thinking_blocks}, {@code reasoning_content}, {@code reasoning}. One for each choice.
 */
final class ReasoningLanes {

    private final Supplier<@Nullable Lane> last;
    private final UnaryOperator<Lane> open;
    private final Losses losses;

    ReasoningLanes(Supplier<@Nullable Lane> last, UnaryOperator<Lane> open, Losses losses) {
        this.last = last;
        this.open = open;
        this.losses = losses;
    }

    void read(JsonNode delta) {
        if (!delta.path("reasoning_details").isEmpty()) {
            delta.get("reasoning_details").forEach(this::detail);
        } else if (!delta.path("thinking_blocks").isEmpty()) {
            delta.get("thinking_blocks").forEach(this::block);
        } else if (delta.path("reasoning_content").isTextual()) {
            text(delta.get("reasoning_content").textValue());
        } else if (delta.path("reasoning").isTextual()) {
            text(delta.get("reasoning").textValue());
        }
    }

    void text(String words) {
        if (!words.isEmpty()) {
            lane().words(words);
        }
    }

    private void detail(JsonNode detail) {
        switch (detail.path("type").asText("")) {
            case "reasoning.text" -> {
                told(detail.path("text").asText(""));
                seal(detail.path("signature"));
            }
            case "reasoning.summary" -> summary(detail);
            case "reasoning.encrypted" -> {
                Lane lane = last.get();
                boolean ofSummary = lane != null && lane.kind == Kind.REASONING && lane.summary >= 0;
                encrypted(detail, ofSummary);
            }
            default -> losses.unknown("reasoning_details." + detail.path("type").asText(""));
        }
    }

    private void block(JsonNode block) {
        if (block.path("type").asText("").equals("redacted_thinking")) {
            encrypted(block, false);
        } else {
            told(block.path("thinking").asText(""));
            seal(block.path("signature"));
        }
    }

    /** A text that has just been told as {@code reasoning_content} is only repeated to carry its signature. */
    private void told(String words) {
        Lane lane = last.get();
        boolean repeated = lane != null
                && lane.kind == Kind.REASONING
                && lane.seal == Seal.NONE
                && !words.isEmpty()
                && lane.words.length() >= words.length()
                && lane.words.lastIndexOf(words) == lane.words.length() - words.length()
                && lane.repeatable;
        if (!repeated) {
            fromDetails(words);
        }
    }

    private void fromDetails(String words) {
        if (!words.isEmpty()) {
            Lane lane = lane();
            lane.repeatable = false;
            lane.words(words);
        }
    }

    private void summary(JsonNode detail) {
        Lane lane = lane();
        int index = detail.path("index").asInt(0);
        if (lane.summary >= 0 && lane.summary != index) {
            lane.add(new Event.NextSummary());
        }
        lane.summary = index;
        lane.words(detail.path("summary").asText(""));
    }

    private void encrypted(JsonNode detail, boolean ofOpenLane) {
        String data = detail.path("data").asText("");
        if (!data.isEmpty()) {
            Lane lane = ofOpenLane ? lane() : open.apply(new Lane(Kind.REASONING, 0));
            JsonNode id = detail.path("id");
            seal(lane, new Seal(OpenAi.NAME, data, id.isTextual() ? id.textValue() : null));
        }
    }

    private void seal(JsonNode signature) {
        if (signature.isTextual() && !signature.textValue().isEmpty()) {
            seal(lane(), Seal.of(OpenAi.NAME, signature.textValue()));
        }
    }

    private static void seal(Lane lane, Seal seal) {
        lane.seal = seal;
        lane.add(new Event.Sealed(lane.seal));
    }

    /** The open thought; what is sealed is over. */
    private Lane lane() {
        Lane lane = last.get();
        boolean grows = lane != null && lane.kind == Kind.REASONING && lane.seal == Seal.NONE;
        return grows && lane != null ? lane : open.apply(new Lane(Kind.REASONING, 0));
    }
}
