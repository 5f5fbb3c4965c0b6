package io.github.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a JSON object and remembers what was read, so that what was not can be reported. Used by one thread. */
public final class Reading {

    private final JsonNode node;
    private final Set<String> seen = new HashSet<>();

    public Reading(JsonNode node) {
        this.node = node;
    }

    /** The field, or a missing node; a JSON null counts as missing. */
    public JsonNode get(String field) {
        seen.add(field);
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? MissingNode.getInstance() : value;
    }

    /** The field, or null when it is absent or JSON null. */
    public @Nullable JsonNode node(String field) {
        JsonNode value = get(field);
        return value.isMissingNode() ? null : value;
    }

    /** The field's text, or null when it is no string. */
    public @Nullable String text(String field) {
        JsonNode value = get(field);
        return value.isTextual() ? value.textValue() : null;
    }

    public String text(String field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    public @Nullable Boolean bool(String field) {
        JsonNode value = get(field);
        return value.isBoolean() ? value.booleanValue() : null;
    }

    public @Nullable Long number(String field) {
        JsonNode value = get(field);
        return value.isNumber() && value.canConvertToLong() ? value.longValue() : null;
    }

    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** Known, but without meaning for the hub: not to be reported as unread. */
    public Reading ignore(String... fields) {
        seen.addAll(List.of(fields));
        return this;
    }

    /** The fields nobody asked for, JSON nulls left out: the ones a conversion loses. */
    public List<String> unread() {
        List<String> unread = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isNull() && !seen.contains(field.getKey())) {
                unread.add(field.getKey());
            }
        }
        return unread;
    }

    public JsonNode whole() {
        return node;
    }
}
