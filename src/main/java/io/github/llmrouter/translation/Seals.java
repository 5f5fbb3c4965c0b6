package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Part.Opaque;
import io.github.llmrouter.chat.Part.Reasoning;
import io.github.llmrouter.chat.Part.ToolCall;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opaque reasoning state between dialects: wrapped into an {@link Envelope} on the way to the client, unwrapped on the way back to
 * the same origin, dropped on the way to any other. Reasoning without state that this upstream would accept is not sent at all.
 */
final class Seals implements Stage {

    private final String client;
    private final Supplier<Origin> origins;
    private @Nullable Origin origin;
    private final Continuity continuity;
    private final String caller;
    private final boolean remembers;
    private final List<Reasoning> thought = new ArrayList<>();
    private @Nullable Thought open;
    private @Nullable ToolCall call;

    Seals(String client, Supplier<Origin> origins, Continuity continuity, String caller) {
        this.client = client;
        this.origins = origins;
        this.continuity = continuity;
        this.caller = caller;
        this.remembers = client.startsWith("openai");
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        Chat known = remembers && chat.has(ToolCall.class::isInstance)
                ? chat.withTurns(chat.turns().stream().map(this::recalled).toList())
                : chat;
        return Parts.flatMap(known, part -> there(part, losses));
    }

    /** Puts back the state of tool calls that the client did not send along. */
    private Turn recalled(Turn turn) {
        if (turn.role() != Turn.Role.ASSISTANT || turn.has(Seals::sealed)) {
            return turn;
        }
        List<Part> parts = new ArrayList<>();
        for (Part part : turn.parts()) {
            Continuity.Kept kept = part instanceof ToolCall asked ? continuity.find(caller, asked.id()) : null;
            if (kept != null && part instanceof ToolCall asked) {
                parts.removeIf(Reasoning.class::isInstance);
                parts.addAll(kept.before());
                parts.add(with(asked, kept.seal()));
            } else {
                parts.add(part);
            }
        }
        return turn.withParts(parts);
    }

    private static boolean sealed(Part part) {
        return part instanceof Reasoning reasoning && reasoning.seal().isPresent()
                || part instanceof ToolCall asked && asked.seal().isPresent();
    }

    private List<Part> there(Part part, Losses losses) {
        return switch (part) {
            case Reasoning reasoning -> {
                Optional<Seal> own = unwrapped(reasoning.seal());
                reportUnless(own.isPresent(), losses);
                yield own.<List<Part>>map(seal -> List.of(new Reasoning(reasoning.text(), reasoning.summaries(), seal)))
                        .orElse(List.of());
            }
            case ToolCall asked -> {
                Optional<Seal> own = unwrapped(asked.seal());
                reportUnless(own.isPresent() || !asked.seal().isPresent(), losses);
                yield call(asked, own.orElse(Seal.NONE));
            }
            case Opaque opaque
            when opaque.seal().isPresent() -> {
                Optional<Seal> own = unwrapped(opaque.seal());
                reportUnless(own.isPresent(), losses);
                yield own.<List<Part>>map(seal ->
                                List.of(lifted(seal) ? thought(seal) : new Opaque(opaque.origin(), opaque.raw(), seal)))
                        .orElse(List.of());
            }
            case Opaque opaque -> List.of(opaque);
            case Part.Text t -> List.of(t);
            case Part.Refusal r -> List.of(r);
            case Part.Image i -> List.of(i);
            case Part.Document d -> List.of(d);
            case Part.Audio a -> List.of(a);
            case Part.Video v -> List.of(v);
            case Part.ToolResult r -> List.of(r);
            case Part.ServerTool s -> List.of(s);
        };
    }

    private static void reportUnless(boolean kept, Losses losses) {
        if (!kept) {
            losses.dropped("reasoning", Weight.HINT);
        }
    }

    /** Gemini's clients have no place for a thought without text but its call: there it comes back from, ahead of the call. */
    private static List<Part> call(ToolCall asked, Seal seal) {
        return lifted(seal) ? List.of(thought(seal), with(asked, Seal.NONE)) : List.of(with(asked, seal));
    }

    /** Whether the state is a whole thought of its own: only Responses' encrypted reasoning is, which needs no text beside it. */
    private static boolean lifted(Seal seal) {
        return seal.origin().equals("openai-responses");
    }

    private static Part thought(Seal seal) {
        return new Reasoning("", List.of(), seal);
    }

    private Origin origin() {
        Origin known = origin == null ? origins.get() : origin;
        origin = known;
        return known;
    }

    /** The state as this upstream issued it; empty if it is another's, or none. */
    private Optional<Seal> unwrapped(Seal seal) {
        if (!seal.isPresent()) {
            return Optional.empty();
        }
        Optional<Envelope> envelope = Envelope.read(seal.value());
        if (envelope.isEmpty()) {
            return client.equals(origin().dialect()) ? Optional.of(seal) : Optional.empty();
        }
        return envelope.filter(known -> known.origin().equals(origin()))
                .map(known -> new Seal(
                        origin().dialect(), known.payload(), known.itemId().isEmpty() ? null : known.itemId()));
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> {
            switch (event) {
                case PartStarted(int candidate, Part head) -> out.accept(new PartStarted(candidate, started(head)));
                case Delta(int candidate, Sealed sealed) ->
                    out.accept(new Delta(candidate, new Sealed(learned(wrapped(sealed.seal())))));
                case Delta(int candidate, Words words) -> {
                    if (open != null) {
                        open.words.append(words.text());
                    }
                    out.accept(event);
                }
                case Delta(int candidate, NextSummary next) -> {
                    if (open != null) {
                        open.words.append("\n\n");
                    }
                    out.accept(event);
                }
                case PartEnded ended -> {
                    ended();
                    out.accept(event);
                }
                default -> out.accept(event);
            }
        };
    }

    private Part started(Part head) {
        ended();
        return switch (head) {
            case Reasoning reasoning -> {
                Seal seal = wrapped(reasoning.seal());
                open = new Thought(reasoning.visible(), seal);
                yield new Reasoning(reasoning.text(), reasoning.summaries(), seal);
            }
            case ToolCall asked -> {
                ToolCall wrapped = with(asked, wrapped(asked.seal()));
                call = wrapped;
                yield wrapped;
            }
            case Opaque opaque -> new Opaque(opaque.origin(), opaque.raw(), wrapped(opaque.seal()));
            case Part.Text t -> t;
            case Part.Refusal r -> r;
            case Part.Image i -> i;
            case Part.Document d -> d;
            case Part.Audio a -> a;
            case Part.Video v -> v;
            case Part.ToolResult r -> r;
            case Part.ServerTool s -> s;
        };
    }

    private Seal learned(Seal seal) {
        if (open != null) {
            open.seal = seal;
        }
        if (call != null) {
            call = with(call, seal);
        }
        return seal;
    }

    private void ended() {
        if (open != null && open.seal.isPresent()) {
            thought.add(new Reasoning(open.words.toString(), List.of(), open.seal));
        }
        if (call != null && remembers && (call.seal().isPresent() || !thought.isEmpty())) {
            continuity.keep(caller, call.id(), new Continuity.Kept(List.copyOf(thought), call.seal()));
            thought.clear();
        }
        open = null;
        call = null;
    }

    private Seal wrapped(Seal seal) {
        if (!seal.isPresent() || client.equals(origin().dialect())) {
            return seal;
        }
        String itemId = seal.itemId() == null ? "" : seal.itemId();
        return new Seal(client, new Envelope(origin(), itemId, seal.value()).text(), seal.itemId());
    }

    private static ToolCall with(ToolCall call, Seal seal) {
        return new ToolCall(call.id(), call.name(), call.arguments(), call.kind(), seal, call.cache());
    }

    /** A reasoning part that is still growing. */
    private static final class Thought {
        private final StringBuilder words;
        private Seal seal;

        Thought(String words, Seal seal) {
            this.words = new StringBuilder(words);
            this.seal = seal;
        }
    }
}
