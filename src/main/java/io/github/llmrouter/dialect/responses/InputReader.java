package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool.Kind;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code input}. What the model said in a row (reasoning, text, calls) is one assistant turn, the outputs of tools in a row
 * are one user turn, and every other message is a turn of its own.
 */
final class InputReader {

    private static final Map<String, Role> ROLES = Map.of(
            "user", Role.USER,
            "assistant", Role.ASSISTANT,
            "system", Role.SYSTEM,
            "developer", Role.DEVELOPER);

    private final Namespaces names;
    private final Losses losses;
    private final ContentReader content;
    private final List<Turn> turns = new ArrayList<>();
    private final Map<String, String> calls = new HashMap<>();
    private List<Part> open = new ArrayList<>();
    private Role speaker = Role.USER;

    InputReader(Namespaces names, Losses losses) {
        this.names = names;
        this.losses = losses;
        this.content = new ContentReader(losses);
    }

    List<Turn> read(@Nullable JsonNode input) {
        if (input == null) {
            return turns;
        }
        if (input.isTextual()) {
            return List.of(Turn.of(Role.USER, List.of(new Part.Text(input.textValue()))));
        }
        if (!input.isArray()) {
            throw RequestReader.refused("input must be a string or an array", "input");
        }
        for (int i = 0; i < input.size(); i++) {
            item(input.get(i), "input[" + i + "]");
        }
        close();
        return turns;
    }

    private void item(JsonNode node, String path) {
        Fields item = new Fields(node, path, losses);
        String type = item.text("type", item.has("role") ? "message" : "");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> add(Role.ASSISTANT, call(item, "arguments", Kind.FUNCTION));
            case "custom_tool_call" -> add(Role.ASSISTANT, call(item, "input", Kind.CUSTOM));
            case "function_call_output" -> add(Role.USER, result(item, Kind.FUNCTION));
            case "custom_tool_call_output" -> add(Role.USER, result(item, Kind.CUSTOM));
            case "reasoning" -> reasoning(item);
            case "item_reference", "compaction", "compaction_summary" ->
                throw RequestReader.refused("An item of type \"" + type + "\" means nothing on this route", path);
            default -> {
                foreign(node, path, type);
                return;
            }
        }
        echoed(item);
        item.reportUnread();
    }

    /** Ids and states that a client echoes: they name things on the server, and are reported once for all items. */
    private void echoed(Fields item) {
        for (String field : List.of("id", "status")) {
            if (item.node(field) != null) {
                losses.dropped("input[]." + field, Weight.HINT);
            }
        }
    }

    private void message(Fields item) {
        Role role = item.word("role", ROLES);
        List<Part> parts = content.read(item, item.text("phase"));
        if (role == Role.ASSISTANT) {
            parts.forEach(part -> add(Role.ASSISTANT, part));
        } else {
            close();
            turns.add(Turn.of(role == null ? Role.USER : role, parts));
        }
    }

    private Part call(Fields item, String field, Kind kind) {
        String id = id(item);
        String name = names.outside(item.text("namespace"), item.text("name", ""));
        JsonNode said = item.node(field);
        String arguments = said == null ? "" : said.isTextual() ? said.textValue() : Json.text(said);
        calls.put(id, name);
        item.drop(Weight.HINT, "async", "caller");
        return new Part.ToolCall(id, name, arguments, kind, Seal.NONE, null);
    }

    private Part result(Fields item, Kind kind) {
        String id = id(item);
        String name = names.outside(item.text("namespace"), item.text("name", calls.getOrDefault(id, "")));
        item.drop(Weight.HINT, "caller");
        return new Part.ToolResult(id, name, content.output(item), false, kind, null);
    }

    private static String id(Fields item) {
        String id = item.text("call_id");
        if (id == null || id.isEmpty()) {
            throw RequestReader.refused(item.path("call_id") + " is missing", item.path("call_id"));
        }
        return id;
    }

    /** Without its encrypted content, a thought is a mere id of something stored, or a summary to look at. */
    private void reasoning(Fields item) {
        String encrypted = item.text("encrypted_content", "");
        Seal seal = encrypted.isEmpty() ? Seal.NONE : new Seal(Responses.NAME, encrypted, item.text("id"));
        Part.Reasoning thought = content.thought(item, seal);
        if (!seal.isPresent() && thought.visible().isEmpty()) {
            losses.dropped(item.path(), Weight.HINT);
        } else {
            add(Role.ASSISTANT, thought);
        }
    }

    /** Items of tools that OpenAI runs, and items that we do not know: back into this dialect, or nowhere. */
    private void foreign(JsonNode node, String path, String type) {
        if (type.endsWith("_call") || type.endsWith("_output") || type.startsWith("mcp_")) {
            losses.dropped(path, Weight.HINT);
            add(Role.ASSISTANT, new Part.ServerTool(Responses.NAME, node));
        } else {
            losses.unknown(path);
            add(Role.ASSISTANT, new Part.Opaque(Responses.NAME, node, Seal.NONE));
        }
    }

    private void add(Role role, Part part) {
        if (role != speaker) {
            close();
            speaker = role;
        }
        open.add(part);
    }

    private void close() {
        if (!open.isEmpty()) {
            turns.add(Turn.of(speaker, open));
            open = new ArrayList<>();
        }
    }
}
