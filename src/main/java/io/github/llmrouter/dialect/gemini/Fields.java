package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of a request in either spelling that Google accepts, {@code camelCase} and {@code snake_case}, and reports
 * what nobody asked for.
 */
final class Fields {

    private static final Pattern HUMP = Pattern.compile("[A-Z]");

    private final JsonNode node;
    private final String path;
    private final Losses losses;
    private final Reading reading;

    private Fields(JsonNode node, String path, Losses losses) {
        this.node = node;
        this.path = path;
        this.losses = losses;
        this.reading = new Reading(node);
    }

    /** @throws FaultException if the node is no object */
    static Fields of(JsonNode node, String path, Losses losses) {
        if (!node.isObject()) {
            throw invalid((path.isEmpty() ? "the body" : path) + " must be an object", path);
        }
        return new Fields(node, path, losses);
    }

    static FaultException invalid(String message, String path) {
        return new FaultException(Fault.invalid(message, path.isEmpty() ? null : path));
    }

    /** Missing if absent or null. */
    JsonNode get(String field) {
        return reading.get(spelled(field));
    }

    boolean has(String field) {
        return node.hasNonNull(spelled(field));
    }

    @Nullable
    JsonNode node(String field) {
        return reading.node(spelled(field));
    }

    @Nullable
    String text(String field) {
        JsonNode value = get(field);
        return value.isTextual() ? value.textValue() : mistyped(field, value);
    }

    @Nullable
    Boolean bool(String field) {
        JsonNode value = get(field);
        return value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : mistyped(field, value);
    }

    private <T> @Nullable T mistyped(String field, JsonNode value) {
        if (!value.isMissingNode()) {
            losses.unknown(path(field));
        }
        return null;
    }

    /** Also from a string, as the vendor's own clients write 64-bit numbers. */
    @Nullable
    Long number(String field) {
        JsonNode value = get(field);
        if (value.isNumber()) {
            return value.longValue();
        }
        return value.isTextual() && value.textValue().matches("-?\\d{1,18}")
                ? Long.valueOf(value.textValue())
                : mistyped(field, value);
    }

    /** A number as it was spelled. */
    @Nullable
    JsonNode numeric(String field) {
        JsonNode value = get(field);
        return value.isNumber() && Double.isFinite(value.doubleValue()) ? value : mistyped(field, value);
    }

    /** The object in this field; an empty one if absent. */
    Fields object(String field) {
        JsonNode value = get(field);
        return of(value.isMissingNode() ? JsonNodeFactory.instance.objectNode() : value, path(field), losses);
    }

    /** The objects in this field, which may also hold just one; empty if absent. */
    List<Fields> objects(String field) {
        JsonNode value = get(field);
        List<Fields> all = new ArrayList<>();
        if (value.isObject()) {
            all.add(of(value, path(field), losses));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                all.add(of(value.get(i), path(field) + "[" + i + "]", losses));
            }
        } else if (!value.isMissingNode()) {
            throw invalid(path(field) + " must be an array of objects", path(field));
        }
        return all;
    }

    List<String> texts(String field) {
        List<String> all = new ArrayList<>();
        get(field).forEach(item -> all.add(item.asText()));
        return all;
    }

    /** Known, but nothing that another vendor could do. */
    void drop(Losses.Weight weight, String... fields) {
        for (String field : fields) {
            if (!get(field).isMissingNode()) {
                losses.dropped(path(field), weight);
            }
        }
    }

    void ignore(String... fields) {
        for (String field : fields) {
            get(field);
        }
    }

    /** Reports the fields that were not read. */
    void done() {
        reading.unread().forEach(field -> losses.unknown(path.isEmpty() ? field : path + "." + field));
    }

    String path() {
        return path;
    }

    /** The field's path as the client spelled it. */
    String path(String field) {
        return path.isEmpty() ? spelled(field) : path + "." + spelled(field);
    }

    JsonNode whole() {
        return node;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private String spelled(String field) {
        if (node.has(field)) {
            return field;
        }
        String snake = HUMP.matcher(field).replaceAll(hump -> "_" + hump.group().toLowerCase(Locale.ROOT));
        return node.has(snake) ? snake : field;
    }
}
