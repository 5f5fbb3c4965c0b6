package io.github.llmrouter.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a turn or of an answer. Adding a kind makes the compiler list every dialect that must learn it. */
public sealed interface Part {

    /** Null if the client did not mark this part, or cannot. */
    default @Nullable CacheMark cache() {
        return null;
    }

    /** Visible text. {@code phase} is the Responses API's {@code commentary} or {@code final_answer}, where given. */
    record Text(
            String text,
            List<Citation> citations,
            @Nullable CacheMark cache,
            @Nullable String phase) implements Part {
        public Text {
            citations = List.copyOf(citations);
        }

        public Text(String text) {
            this(text, List.of(), null, null);
        }
    }

    /** The model's own words for declining. */
    record Refusal(String text) implements Part {}

    /** {@code detail} is OpenAI's low, high, original or auto. */
    record Image(
            Media media, @Nullable String detail, @Nullable CacheMark cache) implements Part {}

    /** A PDF or text document; {@code cite} asks the model to cite from it. */
    record Document(
            Media media,
            @Nullable String title,
            @Nullable String context,
            boolean cite,
            @Nullable CacheMark cache) implements Part {}

    record Audio(Media media) implements Part {}

    record Video(Media media) implements Part {}

    /**
     * What the model thought. {@code text} is raw thought or its summary; {@code summaries} keeps the borders of several
     * summary texts (then {@code text} is empty). {@code seal} is the vendor's opaque state, {@link Seal#NONE} if there is
     * none. Redacted thinking has a seal and no text.
     */
    record Reasoning(String text, List<String> summaries, Seal seal) implements Part {
        public Reasoning {
            summaries = List.copyOf(summaries);
        }

        /** All the visible thought, summaries joined by a blank line. */
        public String visible() {
            return summaries.isEmpty() ? text : String.join("\n\n", summaries);
        }
    }

    /**
     * The model asks for a tool. {@code arguments} is the raw JSON text (or, for a custom tool, free text), never reparsed, so
     * that number spellings and key order survive; empty means no arguments.
     */
    record ToolCall(
            String id,
            String name,
            String arguments,
            Tool.Kind kind,
            Seal seal,
            @Nullable CacheMark cache) implements Part {
        public ToolCall(String id, String name, String arguments) {
            this(id, name, arguments, Tool.Kind.FUNCTION, Seal.NONE, null);
        }
    }

    /** What the tool said. {@code name} may be empty where the client's dialect does not repeat it. */
    record ToolResult(
            String callId,
            String name,
            List<Part> parts,
            boolean failed,
            Tool.Kind kind,
            @Nullable CacheMark cache) implements Part {
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /** A call or result of a tool that the vendor itself runs; only its own dialect can carry it. */
    record ServerTool(String origin, JsonNode raw) implements Part {}

    /** A block that only the dialect {@code origin} understands. {@code seal} may hold state that must be replayed. */
    record Opaque(String origin, JsonNode raw, Seal seal) implements Part {}
}
