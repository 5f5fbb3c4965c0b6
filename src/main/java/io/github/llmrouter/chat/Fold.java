package io.github.llmrouter.chat;

import io.github.llmrouter.chat.Answer.Candidate;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Event.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the events of an answer into the {@link Answer} they add up to. Used by one thread. */
public final class Fold {

    private String id = "";
    private String model = "";
    private long created;
    private @Nullable Usage usage;
    private @Nullable Fault fault;
    private boolean ended;
    private final SortedMap<Integer, Open> open = new TreeMap<>();

    public static Answer of(Iterable<Event> events) {
        Fold fold = new Fold();
        events.forEach(fold::add);
        return fold.answer();
    }

    public void add(Event event) {
        switch (event) {
            case Started started -> {
                id = started.id();
                model = started.model();
                created = started.created();
            }
            case PartStarted(int candidate, Part head) -> at(candidate).start(head);
            case Delta(int candidate, Piece piece) -> at(candidate).grow(piece);
            case PartEnded(int candidate) -> at(candidate).end();
            case Finished(int candidate, Finish finish) -> at(candidate).finish = finish;
            case Counted counted -> usage = counted.usage();
            case Ended end -> ended = true;
            case Failed failed -> fault = failed.fault();
        }
    }

    /** Null unless the answer failed. */
    public @Nullable Fault fault() {
        return fault;
    }

    public boolean ended() {
        return ended;
    }

    /** What has been said so far; throws the fault if the answer failed. */
    public Answer answer() {
        if (fault != null) {
            throw new FaultException(fault);
        }
        if (open.isEmpty()) {
            at(0);
        }
        return new Answer(
                id, model, created, open.values().stream().map(Open::candidate).toList(), usage);
    }

    private Open at(int candidate) {
        return open.computeIfAbsent(candidate, any -> new Open());
    }

    /** One candidate that is still growing. */
    private static final class Open {
        private final List<Part> parts = new ArrayList<>();
        private final List<Logprob> logprobs = new ArrayList<>();
        private final StringBuilder words = new StringBuilder();
        private final List<Citation> citations = new ArrayList<>();
        private final List<String> summaries = new ArrayList<>();
        private Finish finish = Finish.of(StopReason.STOP);
        private @Nullable Part head;
        private @Nullable Seal seal;

        private void start(Part part) {
            end();
            head = part;
        }

        private void grow(Piece piece) {
            switch (piece) {
                case Words more -> words.append(more.text());
                case NextSummary next -> nextSummary();
                case Sealed sealed -> seal = sealed.seal();
                case Cited cited -> citations.add(cited.citation());
                case Scored scored -> logprobs.addAll(scored.logprobs());
            }
        }

        private void nextSummary() {
            summaries.add(words.toString());
            words.setLength(0);
        }

        private void end() {
            if (head != null) {
                parts.add(grown(head));
            }
            head = null;
            seal = null;
            words.setLength(0);
            citations.clear();
            summaries.clear();
        }

        private Part grown(Part head) {
            return switch (head) {
                case Part.Text text ->
                    new Part.Text(text.text() + words, joined(text.citations()), text.cache(), text.phase());
                case Part.Refusal refusal -> new Part.Refusal(refusal.text() + words);
                case Part.Reasoning reasoning -> reasoning(reasoning);
                case Part.ToolCall call ->
                    new Part.ToolCall(
                            call.id(),
                            call.name(),
                            call.arguments() + words,
                            call.kind(),
                            sealed(call.seal()),
                            call.cache());
                case Part.Opaque opaque -> new Part.Opaque(opaque.origin(), opaque.raw(), sealed(opaque.seal()));
                case Part.Image whole -> whole;
                case Part.Document whole -> whole;
                case Part.Audio whole -> whole;
                case Part.Video whole -> whole;
                case Part.ToolResult whole -> whole;
                case Part.ServerTool whole -> whole;
            };
        }

        private Part reasoning(Part.Reasoning head) {
            if (summaries.isEmpty()) {
                return new Part.Reasoning(head.text() + words, head.summaries(), sealed(head.seal()));
            }
            nextSummary();
            return new Part.Reasoning("", summaries, sealed(head.seal()));
        }

        private List<Citation> joined(List<Citation> first) {
            List<Citation> all = new ArrayList<>(first);
            all.addAll(citations);
            return all;
        }

        private Seal sealed(Seal before) {
            return seal == null ? before : seal;
        }

        private Candidate candidate() {
            end();
            return new Candidate(parts, finish, logprobs);
        }
    }
}
