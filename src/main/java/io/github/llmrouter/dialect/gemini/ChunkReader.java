package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an answer, which is one chunk or many. Used by one thread. */
final class ChunkReader implements Codec.EventReader {

    private final Consumer<Event> out;
    private final Losses losses;
    private final SortedMap<Integer, CandidateReader> candidates = new TreeMap<>();
    private String seed = "";
    private boolean started;
    private boolean over;
    private @Nullable Counts counts;
    private @Nullable Usage told;

    ChunkReader(Consumer<Event> out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    @Override
    public void read(Frame frame) {
        if (over || frame.done()) {
            return;
        }
        try {
            read(Json.read(frame.data()));
        } catch (JsonProcessingException e) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream sent an event that is not JSON"));
        }
    }

    /** A chunk, or an array of chunks. */
    void read(JsonNode json) {
        if (json.isArray()) {
            json.forEach(this::read);
        } else if (!over) {
            try {
                chunk(json);
            } catch (FaultException e) {
                fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream sent a part that cannot be read: " + e.getMessage()));
            }
        }
    }

    private void chunk(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            fail(FaultReader.of(500, chunk));
            return;
        }
        AnswerWords.report(chunk, !started, losses);
        start(chunk);
        for (JsonNode candidate : chunk.path("candidates")) {
            if (!over
                    && !candidate(Math.max(0, candidate.path("index").asInt(0))).read(candidate)) {
                fail(Fault.of(
                        Fault.Kind.UPSTREAM,
                        "the model stopped without an answer: " + FinishReasons.name(candidate.get("finishReason"))));
            }
        }
        feedback(chunk.path("promptFeedback"));
        count(chunk.path("usageMetadata"));
    }

    private void start(JsonNode chunk) {
        if (!started) {
            started = true;
            String id = chunk.path("responseId").asText("");
            seed = id.isEmpty() ? UUID.randomUUID().toString() : id;
            out.accept(new Event.Started(
                    id,
                    chunk.path("modelVersion").asText(""),
                    seconds(chunk.path("createTime").asText(""))));
        }
    }

    private static long seconds(String time) {
        try {
            return time.isEmpty() ? 0 : OffsetDateTime.parse(time).toEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private CandidateReader candidate(int index) {
        return candidates.computeIfAbsent(index, any -> new CandidateReader(index, seed, out, losses));
    }

    private void feedback(JsonNode feedback) {
        JsonNode reason = feedback.path("blockReason");
        if (!over && !reason.isMissingNode() && !reason.isNull()) {
            String detail = feedback.path("blockReasonMessage").asText(reason.asText());
            candidate(0).block(new Event.Finish(StopReason.FILTERED, null, detail));
        }
    }

    private void count(JsonNode metadata) {
        counts = metadata.isObject() ? Counts.read(metadata, counts) : counts;
        Usage usage = counts == null ? null : counts.usage();
        if (!over && usage != null && !usage.equals(told)) {
            told = usage;
            out.accept(new Event.Counted(usage));
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        boolean complete = !candidates.isEmpty() && candidates.values().stream().allMatch(CandidateReader::finished);
        if (!complete) {
            fail(Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer ended before it was complete"));
            return;
        }
        over = true;
        out.accept(new Event.Ended());
    }

    private void fail(Fault fault) {
        over = true;
        out.accept(new Event.Failed(fault));
    }
}
