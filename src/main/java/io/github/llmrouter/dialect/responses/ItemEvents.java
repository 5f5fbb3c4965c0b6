package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool.Kind;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says a whole output item in events, and the pieces that a streamed one is made of. */
final class ItemEvents {

    private final Consumer<Event> out;
    private final Losses losses;

    ItemEvents(Consumer<Event> out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    void item(JsonNode item) {
        switch (item.path("type").asText()) {
            case "message" -> item.path("content").forEach(part -> content(part, phase(item)));
            case "function_call", "custom_tool_call" -> call(item);
            case "reasoning" -> thought(item);
            default -> whole(item);
        }
    }

    /** A text part, or a refusal; nothing else is said to the user. A text without words, citations or scores is none. */
    void content(JsonNode part, @Nullable String phase) {
        String type = part.path("type").asText("output_text");
        boolean refusal = type.equals("refusal");
        if (!refusal && !type.equals("output_text") && !type.equals("text")) {
            losses.unknown("content." + type);
            return;
        }
        String words = part.path(refusal ? "refusal" : "text").asText("");
        if (words.isEmpty() && part.path("annotations").isEmpty()) {
            return;
        }
        start(refusal ? new Part.Refusal("") : text(phase));
        scored(part.path("logprobs"));
        words(words);
        part.path("annotations").forEach(this::cited);
        end();
    }

    private void call(JsonNode item) {
        start(callHead(item));
        words(arguments(item));
        end();
    }

    private void thought(JsonNode item) {
        start(thoughtHead(item));
        thoughtWords(item);
        sealed(item);
        end();
    }

    /**
     * A thought begins with its id and no state: the state is bound to the id, so a client of the same dialect must see this very id
     * from the start. To everybody else a seal without state is none.
     */
    static Part thoughtHead(JsonNode item) {
        return new Part.Reasoning(
                "", List.of(), new Seal("", "", item.path("id").textValue()));
    }

    /** The summaries of a thought, or its raw text if there are none. */
    void thoughtWords(JsonNode item) {
        JsonNode said = item.path("summary").isEmpty() ? item.path("content") : item.path("summary");
        for (int i = 0; i < said.size(); i++) {
            if (i > 0) {
                grow(new NextSummary());
            }
            words(said.path(i).path("text").asText(""));
        }
    }

    void sealed(JsonNode item) {
        String encrypted = item.path("encrypted_content").asText("");
        if (!encrypted.isEmpty()) {
            grow(new Sealed(new Seal(Responses.NAME, encrypted, item.path("id").textValue())));
        }
    }

    /** What the service itself did, or what only this dialect can say. */
    void whole(JsonNode item) {
        start(new Part.ServerTool(Responses.NAME, item));
        end();
    }

    static Part text(@Nullable String phase) {
        return new Part.Text("", List.of(), null, phase);
    }

    static @Nullable String phase(JsonNode item) {
        return item.path("phase").textValue();
    }

    /** A call without an id is named after its item: the client needs some id to answer to. */
    static Part callHead(JsonNode item) {
        String id = item.path("call_id").asText("");
        Kind kind = item.path("type").asText().equals("custom_tool_call") ? Kind.CUSTOM : Kind.FUNCTION;
        return new Part.ToolCall(
                id.isEmpty() ? item.path("id").asText("") : id,
                item.path("name").asText(""),
                "",
                kind,
                Seal.NONE,
                null);
    }

    static String arguments(JsonNode item) {
        JsonNode said = item.has("input") ? item.path("input") : item.path("arguments");
        return said.isObject() ? Json.text(said) : said.asText("");
    }

    void start(Part head) {
        out.accept(new PartStarted(0, head));
    }

    void words(String text) {
        if (!text.isEmpty()) {
            grow(new Words(text));
        }
    }

    void cited(JsonNode annotation) {
        grow(new Cited(Annotations.read(annotation)));
    }

    void scored(JsonNode logprobs) {
        if (logprobs.isArray() && !logprobs.isEmpty()) {
            grow(new Scored(Logprobs.read(logprobs)));
        }
    }

    void grow(Piece piece) {
        out.accept(new Delta(0, piece));
    }

    void end() {
        out.accept(new PartEnded(0));
    }
}
