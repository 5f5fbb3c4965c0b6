package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tool calls of a conversation, and the results that belong to them. One for each request. */
final class CallReader {

    private static final Map<String, Boolean> KINDS = Map.of("function", true, "custom", true);

    private final Losses losses;
    private final ContentReader content;
    private final Map<String, Part.ToolCall> calls = new HashMap<>();
    private int legacy;

    CallReader(Losses losses, ContentReader content) {
        this.losses = losses;
        this.content = content;
    }

    /** The calls of an assistant message, the older {@code function_call} included. */
    List<Part> calls(Fields message) {
        List<Part> read = new ArrayList<>();
        JsonNode list = message.array("tool_calls");
        for (int i = 0; list != null && i < list.size(); i++) {
            read.add(call(new Fields(list.get(i), message.path("tool_calls[" + i + "]"), losses)));
        }
        Fields old = message.object("function_call");
        if (old != null) {
            legacy++;
            read.add(function(old, legacyId(), Seal.NONE));
            old.reportUnread();
        }
        for (Part part : read) {
            if (part instanceof Part.ToolCall call) {
                calls.put(call.id(), call);
            }
        }
        return read;
    }

    private Part call(Fields call) {
        call.ignore("index");
        call.word("type", KINDS);
        String id = call.text("id", "");
        if (id.isEmpty()) {
            id = "call_" + calls.size() + "_" + Integer.toHexString(call.path().hashCode());
        }
        Seal seal = seal(call);
        Fields custom = call.object("custom");
        Fields function = call.object("function");
        Part part;
        if (custom != null) {
            part = new Part.ToolCall(
                    id, custom.text("name", ""), custom.text("input", ""), Tool.Kind.CUSTOM, seal, null);
            custom.reportUnread();
        } else {
            Fields named = function == null ? call : function;
            part = function(named, id, seal);
            if (function != null) {
                function.reportUnread();
            }
        }
        call.reportUnread();
        return part;
    }

    private static Part function(Fields function, String id, Seal seal) {
        JsonNode arguments = function.node("arguments");
        String text = arguments == null ? "" : arguments.isTextual() ? arguments.textValue() : Json.text(arguments);
        return new Part.ToolCall(id, function.text("name", ""), text, Tool.Kind.FUNCTION, seal, null);
    }

    /** Gemini's state, where Google's own compatible endpoint puts it. */
    private static Seal seal(Fields call) {
        Fields extra = call.object("extra_content");
        Fields google = extra == null ? null : extra.object("google");
        String signature = google == null ? null : google.text("thought_signature");
        if (google != null) {
            google.reportUnread();
        }
        if (extra != null) {
            extra.reportUnread();
        }
        return signature == null ? Seal.NONE : Seal.of(OpenAi.NAME, signature);
    }

    /** The result in a message of role {@code tool} or {@code function}. */
    Part result(Fields message, boolean old) {
        String id = old ? legacyId() : message.text("tool_call_id", "");
        Part.@Nullable ToolCall call = calls.get(id);
        String name = message.text("name", call == null ? "" : call.name());
        return new Part.ToolResult(
                id,
                name,
                content.read(message),
                false,
                call == null ? Tool.Kind.FUNCTION : call.kind(),
                CacheMarks.read(message));
    }

    private String legacyId() {
        return "call_legacy_" + Math.max(legacy, 1);
    }
}
