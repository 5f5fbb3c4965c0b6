package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;

/** An error that a selector raised and that its {@code try} may catch: any JSON value. */
final class Raised extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int SHOWN = 29;

    private final transient JsonNode value;

    /** What the selector itself raises, or jackson-jq. */
    Raised(JsonNode value) {
        super("an error", null, false, false);
        this.value = value;
    }

    Raised(String message) {
        super(message, null, false, false);
        this.value = TextNode.valueOf(message);
    }

    /** What went wrong, for the log: values may come from the client and are left out. */
    String summary() {
        return String.valueOf(getMessage()).replaceFirst("\\(.*\\)", "(...)").replaceFirst("\".*\"", "\"...\"");
    }

    JsonNode value() {
        return value;
    }

    /** The type and the beginning of a value, as jq's messages show it. */
    static String show(JsonNode value) {
        return Values.type(value) + " (" + json(value) + ")";
    }

    /** The beginning of a value's JSON; never reads further than it shows. */
    static String json(JsonNode value) {
        StringBuilder shown = new StringBuilder();
        write(value, shown);
        if (shown.length() <= SHOWN) {
            return shown.toString();
        }
        String end = value.isTextual() ? "\"" : value.isArray() ? "]" : value.isObject() ? "}" : "";
        return shown.substring(0, SHOWN - 3 - end.length()) + "..." + end;
    }

    private static void write(JsonNode value, StringBuilder shown) {
        if (shown.length() > SHOWN) {
            return;
        }
        if (value.isObject()) {
            String next = "{";
            for (Iterator<String> keys = value.fieldNames(); keys.hasNext() && shown.length() <= SHOWN; next = ",") {
                String key = keys.next();
                write(TextNode.valueOf(key), shown.append(next));
                write(value.get(key), shown.append(':'));
            }
            shown.append(value.isEmpty() ? "{}" : "}");
        } else if (value.isArray()) {
            shown.append('[');
            for (int i = 0; i < value.size() && shown.length() <= SHOWN; i++) {
                write(value.get(i), i == 0 ? shown : shown.append(','));
            }
            shown.append(']');
        } else if (value.isTextual() && value.textValue().length() > SHOWN) {
            write(TextNode.valueOf(value.textValue().substring(0, SHOWN)), shown);
        } else {
            shown.append(JsonText.of(Budget.small(), value));
        }
    }
}
