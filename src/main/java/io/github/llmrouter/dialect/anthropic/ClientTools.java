package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tools that the client runs although only their type stands in the request: their parameters are those that Anthropic documents for
 * each type. To other vendors they are functions of the same name, so that nothing changes for the client.
 */
final class ClientTools {

    private static final String EDITOR = "text_editor_";
    /** From here on the editor cannot undo, and names what it inserts. */
    private static final String LATER_EDITOR = EDITOR + "20250429";

    private ClientTools() {}

    /** Null for tools of other types. */
    static @Nullable JsonNode schema(JsonNode tool) {
        String type = tool.path("type").asText();
        if (type.startsWith("bash_")) {
            return bash();
        }
        if (type.startsWith(EDITOR)) {
            return editor(type.compareTo(LATER_EDITOR) >= 0);
        }
        if (type.startsWith("memory_")) {
            return memory();
        }
        return type.startsWith("computer_") ? computer() : null;
    }

    static String description(JsonNode tool) {
        String type = tool.path("type").asText();
        if (type.startsWith("bash_")) {
            return "Runs a command in a bash session that stays open between calls, or restarts the session.";
        }
        if (type.startsWith(EDITOR)) {
            return "Views, creates and edits text files. view shows a file, perhaps some of its lines, or a directory;"
                    + " create writes file_text; str_replace replaces the only occurrence of old_str; insert adds lines"
                    + " behind line insert_line.";
        }
        if (type.startsWith("memory_")) {
            return "Keeps notes between conversations as files below /memories. Look there before you begin, and write"
                    + " down what will matter later.";
        }
        return "Uses a computer by mouse and keyboard; the screen is "
                + tool.path("display_width_px").asInt() + " by "
                + tool.path("display_height_px").asInt() + " pixels. Take a screenshot to see what an action did.";
    }

    private static JsonNode bash() {
        return object(
                Json.object().with("command", text("the command")).with("restart", described("boolean", "start anew")));
    }

    private static JsonNode editor(boolean later) {
        Json commands = later
                ? oneOf("view", "create", "str_replace", "insert")
                : oneOf("view", "create", "str_replace", "insert", "undo_edit");
        Json properties = files(commands);
        if (later) {
            properties.with("insert_text", text("what to insert"));
        }
        return object(properties, "command", "path");
    }

    private static JsonNode memory() {
        return object(
                files(oneOf("view", "create", "str_replace", "insert", "delete", "rename"))
                        .with("insert_text", text("what to insert"))
                        .with("old_path", text("what to rename"))
                        .with("new_path", text("its new name")),
                "command");
    }

    private static Json files(Json commands) {
        return Json.object()
                .with("command", commands)
                .with("path", text("absolute path of a file or directory"))
                .with("file_text", text("content of the file to create"))
                .with("old_str", text("text to replace"))
                .with("new_str", text("text to put there"))
                .with("insert_line", described("integer", "line to insert behind, 0 for the beginning"))
                .with("view_range", numbers("first and last line to view, -1 for the end"));
    }

    private static JsonNode computer() {
        return object(
                Json.object()
                        .with(
                                "action",
                                oneOf(
                                        "screenshot",
                                        "left_click",
                                        "right_click",
                                        "middle_click",
                                        "double_click",
                                        "triple_click",
                                        "left_click_drag",
                                        "left_mouse_down",
                                        "left_mouse_up",
                                        "mouse_move",
                                        "cursor_position",
                                        "scroll",
                                        "type",
                                        "key",
                                        "hold_key",
                                        "wait"))
                        .with("coordinate", numbers("x and y, in pixels from the upper left"))
                        .with("start_coordinate", numbers("where a drag begins"))
                        .with("text", text("what to type, or the keys to press"))
                        .with("scroll_direction", oneOf("up", "down", "left", "right"))
                        .with("scroll_amount", described("integer", "clicks of the wheel"))
                        .with("duration", described("number", "seconds")),
                "action");
    }

    private static JsonNode object(Json properties, String... required) {
        return Json.type("object")
                .with("properties", properties)
                .with("required", required.length == 0 ? null : Json.array(Stream.of(required)))
                .node();
    }

    private static Json oneOf(String... words) {
        return Json.type("string").with("enum", Stream.of(words));
    }

    private static Json text(String description) {
        return described("string", description);
    }

    private static Json described(String type, String description) {
        return Json.type(type).with("description", description);
    }

    private static Json numbers(String description) {
        return described("array", description).with("items", Json.type("integer"));
    }
}
