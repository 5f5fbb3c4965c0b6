package io.github.llmrouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.translation.Bridge;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.PostEventSource;
import io.github.llmrouter.upstream.PostEventSource.Inbound;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries a converted answer from the upstream to the client, event by event. Used by one thread. */
abstract class Conveyor {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.gateway");

    final Attempt attempt;
    final Asked asked;
    private final Bridge bridge;
    final Losses losses;
    private @Nullable Usage usage;
    private @Nullable Fault fault;
    private boolean content;
    private boolean ended;
    private long characters;

    Conveyor(Attempt attempt, Asked asked, Bridge bridge, Losses losses) {
        this.attempt = attempt;
        this.asked = asked;
        this.bridge = bridge;
        this.losses = losses;
    }

    /** The next event, after the tracking. */
    abstract void write(Event event) throws IOException;

    /** All events that have arrived are written. */
    abstract void drained() throws ClientGoneException;

    /** The answer is complete and not failed. */
    abstract Outcome complete(@Nullable Usage usage);

    /** It failed; the client may have seen a part of it. */
    abstract Outcome failed(Fault fault, @Nullable Usage usage);

    /** @param again how an answer that pauses goes on; null if that is left to the client */
    Outcome run(Answer answer, Resumption.@Nullable Again again) throws IOException {
        Consumer<Event> events = bridge.back(this::accept);
        Resumption resumption = again == null ? null : new Resumption(events, again);
        // First the look ahead: it may put another stream in the body's place.
        boolean json = attempt.json(answer);
        try {
            read(answer, json, resumption == null ? events : resumption);
            while (resumption != null && resumption.paused()) {
                resume(resumption);
            }
            drained();
        } catch (ClientGoneException e) {
            return new Outcome.Left(usage);
        } catch (UncheckedIOException e) {
            return new Outcome.Left(usage);
        } catch (Race.LostException e) {
            return new Outcome.Lost(usage);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "An answer could not be converted, request " + attempt.call.requestId(), e);
            fault = Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer could not be understood");
        } finally {
            attempt.output(Guess.tokens(characters));
        }
        if (attempt.clientLeft()) {
            return new Outcome.Left(usage);
        }
        Fault failure = fault;
        if (failure == null && !ended) {
            failure = Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer ended before it was complete");
        }
        return failure == null ? complete(usage) : failed(failure, usage);
    }

    private void read(Answer answer, boolean json, Consumer<Event> events) throws IOException {
        try (InputStream in = attempt.watched(answer.body())) {
            if (json) {
                whole(answer, in, events);
            } else {
                stream(answer, in, events);
            }
        }
    }

    private void resume(Resumption resumption) {
        try (Answer answer = resumption.resume()) {
            if (answer.ok()) {
                read(answer, attempt.json(answer), resumption);
            } else {
                resumption.accept(new Failed(Dispatch.fault(attempt, answer)));
            }
        } catch (FaultException e) {
            resumption.accept(new Failed(e.fault()));
        } catch (IOException e) {
            resumption.accept(new Failed(attempt.fault("the upstream broke off its answer")));
        }
    }

    private void whole(Answer answer, InputStream in, Consumer<Event> events) throws IOException {
        JsonNode body;
        try {
            body = Json.read(Answer.whole(in, answer.header("content-length"), Passthrough.LONGEST));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            fault = attempt.fault("the upstream's answer is not valid JSON");
            return;
        } catch (IOException e) {
            fault = attempt.fault("the upstream broke off its answer");
            return;
        }
        attempt.theirs.codec().readAnswer(body, losses).forEach(events);
    }

    private void stream(Answer answer, InputStream in, Consumer<Event> events) {
        Codec.EventReader reader = attempt.theirs.codec().eventReader(events, losses);
        PostEventSource source = answer.events(in);
        source.register(
                event -> {
                    reader.read(((Inbound) event).frame());
                    if (bridge.cut().getAsBoolean()) {
                        source.close();
                    }
                },
                error -> events.accept(new Failed(attempt.fault("the upstream broke off its answer"))),
                () -> {
                    if (!bridge.cut().getAsBoolean()) {
                        reader.end();
                    }
                });
        source.onDrained(() -> {
            try {
                drained();
            } catch (ClientGoneException e) {
                throw new UncheckedIOException(e);
            }
        });
        source.open();
    }

    private void accept(Event event) {
        if (ended || fault != null) {
            return;
        }
        track(event);
        if (fault == null || content) {
            try {
                write(event);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void track(Event event) {
        switch (event) {
            case Counted counted -> usage = counted.usage();
            case Failed failed -> fault = failed.fault();
            case Event.Ended end -> ended = true;
            case Finished finished -> {
                attempt.told(null, List.of(finished.finish().reason().name().toLowerCase(Locale.ROOT)));
                if (finished.finish().reason() == StopReason.MALFORMED_CALL && !content) {
                    // Nothing to show for it: the next try or another target may do better.
                    fault = malformed(finished.finish().detail());
                } else {
                    content();
                }
            }
            case Delta(int candidate, Words words)
            when !words.text().isEmpty() -> {
                characters += words.text().length();
                content();
            }
            case PartStarted(int candidate, Part head) -> {
                switch (head) {
                    case Part.Text t -> contentIf(!t.text().isEmpty());
                    case Part.Refusal r -> contentIf(!r.text().isEmpty());
                    case Part.Reasoning r -> contentIf(!r.visible().isEmpty());
                    default -> content();
                }
            }
            case Delta other -> {}
            case Event.Started(String id, String model, long created) -> {
                attempt.answerId(id);
                attempt.told(model, List.of());
            }
            case Event.PartEnded e -> {}
        }
    }

    private static Fault malformed(@Nullable String detail) {
        return Fault.of(
                Fault.Kind.UPSTREAM, "the model's tool call was malformed" + (detail == null ? "" : ": " + detail));
    }

    private void contentIf(boolean some) {
        if (some) {
            content();
        }
    }

    private void content() {
        content = true;
        attempt.content();
    }

    /** Whether the answer has content that a user would notice. */
    boolean hasContent() {
        return content;
    }
}
