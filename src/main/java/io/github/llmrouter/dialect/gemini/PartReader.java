package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a conversation. Calls and results without ids are paired by their names and order. */
final class PartReader {

    /** What Google's own tools say and are told; no other vendor can carry it. */
    static final Set<String> SERVER = Set.of(
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse",
            "executable_code",
            "code_execution_result",
            "tool_call",
            "tool_response");

    private final Losses losses;
    private final CallMatch calls = new CallMatch();

    PartReader(Losses losses) {
        this.losses = losses;
    }

    List<Part> parts(List<Fields> parts) {
        List<Part> all = new ArrayList<>();
        parts.forEach(part -> read(part, all));
        return all;
    }

    private void read(Fields part, List<Part> out) {
        Seal seal = Signatures.seal(orEmpty(part.text("thoughtSignature")));
        boolean thought = Boolean.TRUE.equals(part.bool("thought"));
        if (part.names().stream().anyMatch(SERVER::contains)) {
            out.add(new Part.ServerTool(Gemini.NAME, part.whole()));
            return;
        }
        if (part.has("text")) {
            text(orEmpty(part.text("text")), thought, seal, out);
        } else if (part.has("functionCall")) {
            out.add(call(part.object("functionCall"), seal));
        } else if (part.has("functionResponse")) {
            out.add(result(part.object("functionResponse")));
        } else if (part.has("inlineData")) {
            marked(MediaReader.inline(part.object("inlineData"), MediaReader.detail(part, losses)), seal, out);
        } else if (part.has("fileData")) {
            marked(MediaReader.file(part.object("fileData"), MediaReader.detail(part, losses)), seal, out);
        } else {
            unknown(unsigned(part.whole()), seal, out);
            return;
        }
        part.drop(Weight.SEMANTIC, "videoMetadata");
        part.drop(Weight.HINT, "mediaResolution", "partMetadata", "mediaProcessing", "speechMetadata");
        part.done();
    }

    private static void unknown(ObjectNode raw, Seal seal, List<Part> out) {
        if (!raw.isEmpty() || seal.isPresent()) {
            out.add(new Part.Opaque(Gemini.NAME, raw, seal));
        }
    }

    private static void text(String text, boolean thought, Seal seal, List<Part> out) {
        if (thought) {
            out.add(new Part.Reasoning(text, List.of(), seal));
        } else if (text.isEmpty() && seal.isPresent()) {
            out.add(Signatures.alone(seal));
        } else {
            marked(new Part.Text(text), seal, out);
        }
    }

    /** The hub has no place for a signature on these parts: it follows as a part of its own, see {@link Signatures}. */
    static void marked(Part part, Seal seal, List<Part> out) {
        out.add(part);
        if (seal.isPresent()) {
            out.add(Signatures.after(seal));
        }
    }

    private Part call(Fields call, Seal seal) {
        String name = orEmpty(call.text("name"));
        JsonNode args = call.get("args");
        String id = calls.called(call.text("id"), name);
        call.drop(Weight.HINT, "partialArgs", "willContinue");
        call.done();
        return new Part.ToolCall(
                id, name, args.isMissingNode() ? "{}" : Json.text(args), Tool.Kind.FUNCTION, seal, null);
    }

    private Part result(Fields result) {
        String name = orEmpty(result.text("name"));
        CallMatch.Answered call = calls.answered(result.text("id"), name);
        if (!call.name().equals(name)) {
            losses.changed(result.path("name"), call.name(), Weight.SEMANTIC);
        }
        JsonNode response = result.get("response");
        List<Part> parts = new ArrayList<>();
        parts.add(new Part.Text(ToolResponses.text(response)));
        parts.addAll(parts(result.objects("parts")));
        result.drop(Weight.HINT, "scheduling", "willContinue");
        result.done();
        return new Part.ToolResult(
                call.id(), call.name(), parts, ToolResponses.failed(response), Tool.Kind.FUNCTION, null);
    }

    static ObjectNode unsigned(JsonNode part) {
        ObjectNode raw = part.deepCopy();
        raw.remove(List.of("thoughtSignature", "thought_signature"));
        return raw;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
