package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * A vendor's own SDK as the client of a router: it asks with everything switched on, refuses what does not fit its types, and tells
 * what it made of the answer. For any number of questions, one after the other.
 */
interface Referee extends AutoCloseable {

    /** What the SDK speaks. */
    Dialect dialect();

    /** Asks {@code model} for a whole answer; throws what the SDK throws. */
    Sketch whole(String model);

    /** Asks {@code model} for a stream and lets the SDK put it together. */
    Sketch streamed(String model);

    /** The HTTP status that the SDK sees in an exception which it threw. */
    int status(Exception thrown);

    /** What the SDK tells its user. */
    default String words(Exception thrown) {
        return String.valueOf(thrown.getMessage());
    }

    @Override
    void close();

    /** @param base of the running router */
    static List<Referee> all(String base) {
        return List.of(
                new OpenAiReferee(base),
                new ResponsesReferee(base),
                new AnthropicReferee(base),
                new GeminiReferee(base));
    }

    /** Arguments as an SDK gives them: what it does to the spelling of a number is its own affair. */
    static Sketch.Piece call(String name, JsonNode arguments) {
        return new Sketch.Piece("call", name, Sketch.sorted(valued(arguments)));
    }

    static Sketch.Piece call(String name, String arguments) {
        try {
            return call(name, Json.read(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(arguments, e);
        }
    }

    /** Numbers by their values. */
    static JsonNode valued(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                Json copy = Json.object();
                object.properties().forEach(field -> copy.with(field.getKey(), valued(field.getValue())));
                yield copy.node();
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(item -> copy.add(valued(item)));
                yield copy;
            }
            default -> {
                BigDecimal value = node.isNumber() ? node.decimalValue() : null;
                yield value == null
                        ? node
                        : DecimalNode.valueOf(
                                new BigDecimal(value.stripTrailingZeros().toPlainString()));
            }
        };
    }
}
