package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.upstream.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Joins the pieces of an answer whose vendor pauses while its own tools work, for clients whose dialect has no word for that: what was
 * said is sent back, and what follows is more of the same answer, at most {@value #MOST} times. Usage is summed. A pause that also
 * asks for a tool of the client is the client's to end. Used by one thread.
 */
final class Resumption implements Consumer<Event> {

    /** How often one answer is resumed. */
    static final int MOST = 5;

    /** Puts the conversation to the same target once more. */
    interface Again {

        /** @param said by the assistant since the client's last word */
        Answer ask(List<Turn> said) throws IOException;
    }

    private final Consumer<Event> out;
    private final Again again;
    private final List<Turn> said = new ArrayList<>();
    private Fold piece = new Fold();
    private Usage before = Usage.NONE;
    private Usage counted = Usage.NONE;
    private boolean started;
    private boolean paused;

    Resumption(Consumer<Event> out, Again again) {
        this.out = out;
        this.again = again;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Started first -> {
                if (!started) {
                    out.accept(first);
                }
                started = true;
            }
            case PartStarted part -> part(part);
            case Delta more -> part(more);
            case PartEnded end -> part(end);
            case Counted(Usage usage) -> {
                counted = usage;
                out.accept(new Counted(before.plus(usage)));
            }
            case Finished finished -> {
                paused = finished.finish().reason() == StopReason.PAUSED && said.size() < MOST && resumable();
                if (!paused) {
                    out.accept(finished);
                }
            }
            case Ended end -> {
                if (!paused) {
                    out.accept(end);
                }
            }
            case Failed failed -> {
                paused = false;
                out.accept(failed);
            }
        }
    }

    private void part(Event event) {
        piece.add(event);
        out.accept(event);
    }

    private boolean resumable() {
        List<Part> parts = parts();
        return !parts.isEmpty() && parts.stream().noneMatch(Part.ToolCall.class::isInstance);
    }

    private List<Part> parts() {
        return piece.answer().candidates().getFirst().parts();
    }

    /** Whether there is more to be had. */
    boolean paused() {
        return paused;
    }

    /** Asks for what follows. */
    Answer resume() throws IOException {
        said.add(Turn.of(Turn.Role.ASSISTANT, parts()));
        piece = new Fold();
        before = before.plus(counted);
        counted = Usage.NONE;
        paused = false;
        return again.ask(said);
    }
}
