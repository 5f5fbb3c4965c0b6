package io.github.llmrouter.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object under construction, and the one JSON mapper of the project. {@code with} leaves a field out when its value is
 * null, so that absent stays absent.
 */
public final class Json {

    /** Deeper bodies are refused: a client must not exhaust the stack of whoever walks the tree. */
    public static final int MAX_DEPTH = 200;

    // Buffers shared by all threads: virtual ones live too short for buffers of their own.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(256 << 20)
                    .maxNumberLength(10_000)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build();

    /** Keeps the spelling of numbers; refuses what follows the first value. Immutable, for any thread. */
    public static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            // An emoji is four bytes, not twelve.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private final ObjectNode node;

    private Json(ObjectNode node) {
        this.node = node;
    }

    public static Json object() {
        return new Json(JsonNodeFactory.instance.objectNode());
    }

    /** An object whose first field is {@code type}. */
    public static Json type(String type) {
        return object().with("type", type);
    }

    public static JsonNode read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    public static JsonNode read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return MAPPER.readTree(bytes, offset, length);
        } catch (NumberFormatException | ArithmeticException e) {
            throw unthinkable(e);
        }
    }

    public static JsonNode read(String text) throws JsonProcessingException {
        try {
            return MAPPER.readTree(text);
        } catch (NumberFormatException | ArithmeticException e) {
            throw unthinkable(e);
        }
    }

    /** The parser lets a number pass that is spelled right, and the tree cannot hold it: its exponent has too many digits. */
    private static JsonParseException unthinkable(RuntimeException e) {
        return new JsonParseException(null, "a number is beyond all bounds", e);
    }

    /** UTF-8. Half a surrogate pair, which UTF-8 cannot say, becomes a replacement character. */
    public static byte[] bytes(JsonNode node) {
        try {
            byte[] bytes = MAPPER.writeValueAsBytes(node);
            // The mapper escapes a half; whole pairs it writes as they are.
            return Surrogates.mayBeEscaped(bytes)
                    ? Surrogates.escapesPaired(new String(bytes, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8)
                    : bytes;
        } catch (JsonProcessingException e) {
            return Surrogates.escapesPaired(text(node)).getBytes(StandardCharsets.UTF_8);
        }
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** An array of what the stream gives: {@code Json}, {@code JsonNode} or strings. */
    public static ArrayNode array(Stream<?> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(node(item)));
        return array;
    }

    public Json with(String field, @Nullable String value) {
        return value == null ? this : set(field, JsonNodeFactory.instance.textNode(value));
    }

    public Json with(String field, @Nullable Boolean value) {
        return value == null ? this : set(field, JsonNodeFactory.instance.booleanNode(value));
    }

    public Json with(String field, @Nullable Integer value) {
        return value == null ? this : set(field, JsonNodeFactory.instance.numberNode(value));
    }

    public Json with(String field, @Nullable Long value) {
        return value == null ? this : set(field, JsonNodeFactory.instance.numberNode(value));
    }

    public Json with(String field, @Nullable Double value) {
        return value == null ? this : set(field, JsonNodeFactory.instance.numberNode(value));
    }

    public Json with(String field, @Nullable JsonNode value) {
        return value == null || value.isMissingNode() ? this : set(field, value);
    }

    public Json with(String field, @Nullable Json value) {
        return value == null ? this : set(field, value.node);
    }

    /** An array, also when it is empty. */
    public Json with(String field, Stream<?> items) {
        return set(field, array(items));
    }

    /** An array, or nothing when it would be empty. */
    public Json withAny(String field, Stream<?> items) {
        ArrayNode array = array(items);
        return array.isEmpty() ? this : set(field, array);
    }

    public Json withNull(String field) {
        return set(field, JsonNodeFactory.instance.nullNode());
    }

    /** Valid JSON text, embedded as it is written: see {@link #raw}. */
    public Json withRaw(String field, String json) {
        return set(field, raw(json));
    }

    /**
     * Valid JSON text to be embedded as it is written, but on one line, for a line break would end it in an event stream, and without
     * halves of surrogate pairs, which many parsers refuse even as escapes.
     */
    public static JsonNode raw(String json) {
        String line = json.strip().replace('\n', ' ').replace('\r', ' ');
        return JsonNodeFactory.instance.rawValueNode(new RawValue(Surrogates.escapesPaired(line)));
    }

    public ObjectNode node() {
        return node;
    }

    public boolean isEmpty() {
        return node.isEmpty();
    }

    @Override
    public String toString() {
        return text(node);
    }

    private Json set(String field, JsonNode value) {
        node.set(field, value);
        return this;
    }

    private static JsonNode node(Object item) {
        return switch (item) {
            case Json json -> json.node;
            case JsonNode node -> node;
            default -> JsonNodeFactory.instance.textNode(item.toString());
        };
    }
}
