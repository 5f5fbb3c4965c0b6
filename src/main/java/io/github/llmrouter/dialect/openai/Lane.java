package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A part of an answer that grows, perhaps while another one is being told: then it holds back what it has. */
final class Lane {

    /** What grows here. */
    enum Kind {
        TEXT,
        REFUSAL,
        REASONING,
        CALL,
        WHOLE
    }

    final Kind kind;
    /** Where in the whole text this part begins, in code points. */
    final int offset;

    /** Of a call or a thought: all that has come. */
    final StringBuilder words = new StringBuilder();

    private final List<Piece> held = new ArrayList<>();
    private @Nullable Part whole;
    private boolean live;

    String id = "";
    String name = "";
    Tool.Kind tool = Tool.Kind.FUNCTION;
    Seal seal = Seal.NONE;
    /** Whether the id was made here, because the service has not given one yet. */
    boolean idMade;
    /** Of the summary that grows, -1 if none. */
    int summary = -1;
    /** Whether the words may come once more, to carry their signature. */
    boolean repeatable = true;

    Lane(Kind kind, int offset) {
        this.kind = kind;
        this.offset = offset;
    }

    static Lane of(Part whole) {
        Lane lane = new Lane(Kind.WHOLE, 0);
        lane.whole = whole;
        return lane;
    }

    void words(String more) {
        if (!more.isEmpty()) {
            if (kind == Kind.CALL || kind == Kind.REASONING) {
                words.append(more);
            }
            add(new Event.Words(more));
        }
    }

    void add(Piece piece) {
        held.add(piece);
    }

    /** A call can be told when it has a name. */
    boolean ready() {
        return kind != Kind.CALL || !name.isEmpty();
    }

    /** Whether nothing more is to come once a later part has begun. Arguments are complete when they parse. */
    boolean complete() {
        return kind != Kind.CALL || tool == Tool.Kind.CUSTOM || parses();
    }

    /** A call that nobody named and nobody filled. */
    boolean empty() {
        return kind == Kind.CALL && name.isEmpty() && words.isEmpty();
    }

    boolean parses() {
        int end = words.length() - 1;
        while (end >= 0 && Character.isWhitespace(words.charAt(end))) {
            end--;
        }
        if (end < 0 || words.charAt(end) != '}') {
            return false;
        }
        try {
            Json.read(words.toString());
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Tells what has been held back. */
    void tell(int candidate, Consumer<Event> out) {
        if (!live) {
            live = true;
            out.accept(new Event.PartStarted(candidate, head()));
        }
        held.forEach(piece -> out.accept(new Event.Delta(candidate, piece)));
        held.clear();
    }

    private Part head() {
        return switch (kind) {
            case TEXT -> new Part.Text("");
            case REFUSAL -> new Part.Refusal("");
            case REASONING -> new Part.Reasoning("", List.of(), Seal.NONE);
            case CALL -> new Part.ToolCall(id, name, "", tool, seal, null);
            case WHOLE -> Objects.requireNonNull(whole);
        };
    }
}
