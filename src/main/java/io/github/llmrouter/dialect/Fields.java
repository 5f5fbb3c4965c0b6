package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.wire.Reading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of a client's request, and where in the request it stands: what has the wrong type is reported under its path. */
public final class Fields {

    private final Reading reading;
    private final String path;
    private final Losses losses;

    /** @param path empty for the request itself */
    public Fields(JsonNode object, String path, Losses losses) {
        if (!object.isObject()) {
            throw new FaultException(Fault.invalid((path.isEmpty() ? "The body" : path) + " must be an object", path));
        }
        this.reading = new Reading(object);
        this.path = path;
        this.losses = losses;
    }

    public String path() {
        return path;
    }

    public String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    public boolean has(String field) {
        return reading.has(field);
    }

    public @Nullable JsonNode node(String field) {
        return reading.node(field);
    }

    public @Nullable String text(String field) {
        return expect(field, reading.text(field));
    }

    public String text(String field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    /** A text that must not be missing or empty. */
    public String needed(String field) {
        String value = text(field);
        if (value == null || value.isBlank()) {
            throw new FaultException(Fault.invalid(path(field) + " is missing", path(field)));
        }
        return value;
    }

    public @Nullable Boolean bool(String field) {
        return expect(field, reading.bool(field));
    }

    public @Nullable Long number(String field) {
        return expect(field, reading.number(field));
    }

    /** A number of at least 1; anything less is refused. */
    public @Nullable Long positive(String field) {
        Long value = number(field);
        if (value != null && value < 1) {
            throw new FaultException(Fault.invalid(path(field) + " must be at least 1", path(field)));
        }
        return value;
    }

    /** A number as it was spelled. */
    public @Nullable JsonNode numeric(String field) {
        JsonNode value = reading.node(field);
        boolean finite = value != null && value.isNumber() && Double.isFinite(value.doubleValue());
        return expect(field, finite ? value : null);
    }

    /** An array as a node, absent when it is none. */
    public @Nullable JsonNode array(String field) {
        JsonNode value = reading.node(field);
        return expect(field, value != null && value.isArray() ? value : null);
    }

    /** An object within this one, null when it is none. */
    public @Nullable Fields object(String field) {
        JsonNode value = expect(field, reading.get(field).isObject() ? reading.get(field) : null);
        return value == null ? null : new Fields(value, path(field), losses);
    }

    /** A word out of a list that the vendor documents; another one is reported. */
    public <T> @Nullable T word(String field, Map<String, T> words) {
        String value = text(field);
        T meaning = value == null ? null : words.get(value);
        if (value != null && meaning == null) {
            losses.unknown(path(field));
        }
        return meaning;
    }

    /** Fields that are understood but have no place in the hub. */
    public void drop(Weight weight, String... fields) {
        for (String field : fields) {
            if (reading.node(field) != null) {
                losses.dropped(path(field), weight);
            }
        }
    }

    public void ignore(String... fields) {
        reading.ignore(fields);
    }

    public void unknown(String field) {
        losses.unknown(path(field));
    }

    /** To be called when all that is known has been read. */
    public void reportUnread() {
        reading.unread().forEach(this::unknown);
    }

    private <T> @Nullable T expect(String field, @Nullable T value) {
        if (value == null && reading.has(field)) {
            losses.unknown(path(field));
        }
        return value;
    }
}
