package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a stream of chunks; a whole answer is one big chunk. */
final class ChunkReader implements Codec.EventReader {

    private final Consumer<Event> out;
    private final Losses losses;
    private final SortedMap<Integer, ChoiceReader> choices = new TreeMap<>();
    private String id = "";
    private String model = "";
    private long created;
    private boolean started;
    private boolean over;

    ChunkReader(Consumer<Event> out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    static List<Event> whole(JsonNode body, Losses losses) {
        List<Event> events = new ArrayList<>();
        ChunkReader reader = new ChunkReader(events::add, losses);
        reader.chunk(body);
        reader.finish();
        return events;
    }

    @Override
    public void read(Frame frame) {
        if (over || frame.data().isBlank()) {
            return;
        }
        if (frame.done()) {
            finish();
            return;
        }
        try {
            JsonNode chunk = Json.read(frame.data());
            if (frame.event().equals("error") && OpenAiFaults.inBand(chunk) == null) {
                chunk = Json.object().with("error", chunk).node();
            }
            chunk(chunk);
        } catch (JsonProcessingException e) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "The upstream sent an event that is not JSON"));
        }
    }

    /** Without the end marker, an answer is complete when every choice has said why it stopped. */
    @Override
    public void end() {
        if (over) {
            return;
        }
        if (!choices.isEmpty() && choices.values().stream().allMatch(ChoiceReader::finished)) {
            finish();
        } else {
            fail(Fault.of(Fault.Kind.UPSTREAM, "The upstream's answer ended before it was complete"));
        }
    }

    private void chunk(JsonNode chunk) {
        Fault fault = fault(chunk);
        if (fault != null) {
            fail(fault);
            return;
        }
        AnswerWords.report(chunk, choices.isEmpty(), losses);
        id = id.isEmpty() ? chunk.path("id").asText("") : id;
        model = model.isEmpty() ? chunk.path("model").asText("") : model;
        created = created == 0 ? chunk.path("created").asLong(0) : created;
        if (chunk.hasNonNull("moderation")) {
            losses.dropped("moderation", Weight.HINT);
        }
        JsonNode usage = chunk.path("usage");
        for (JsonNode choice : chunk.path("choices")) {
            start();
            int index = Math.max(0, choice.path("index").asInt(0));
            choices.computeIfAbsent(index, i -> new ChoiceReader(i, id + created, out, losses))
                    .read(choice);
            usage = usage.isObject() ? usage : choice.path("usage");
        }
        Usage counted = Tokens.read(usage, chunk.path("service_tier"));
        if (counted != null) {
            start();
            out.accept(new Event.Counted(counted));
        }
    }

    /** OpenRouter reports an error on the choice that it befell. */
    private static @Nullable Fault fault(JsonNode chunk) {
        Fault fault = OpenAiFaults.inBand(chunk);
        for (JsonNode choice : chunk.path("choices")) {
            if (fault == null && choice.has("error")) {
                fault = OpenAiFaults.inBand(choice);
            }
            if (fault == null && choice.path("finish_reason").asText("").equals("error")) {
                fault = Fault.of(Fault.Kind.UPSTREAM, "The upstream's answer ended with an error");
            }
        }
        return fault;
    }

    private void start() {
        if (!started) {
            started = true;
            out.accept(new Event.Started(id, model, created));
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        if (choices.isEmpty()) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "The upstream's answer has no choices"));
            return;
        }
        over = true;
        choices.values().forEach(ChoiceReader::end);
        out.accept(new Event.Ended());
    }

    private void fail(Fault fault) {
        if (!over) {
            over = true;
            out.accept(new Event.Failed(fault));
        }
    }
}
