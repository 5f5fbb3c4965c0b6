package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's API as far as traffic passes through unread: where things are, who may use them, how errors are worded. What it
 * takes to convert is in {@link Codec}. Immutable, for any thread.
 */
public interface Dialect {

    /** As in the configuration's {@code api_type}: openai, openai-responses, anthropic or gemini. */
    String name();

    /** The vendor, as OpenTelemetry calls it. */
    default String vendor() {
        return name();
    }

    /** The conversion to and from the hub. */
    Codec codec();

    /** Whether the vendor offers embeddings. */
    boolean embeds();

    /** Whether the vendor offers this at all. */
    default boolean offers(Operation operation) {
        return switch (operation) {
            case GENERATE -> true;
            case COUNT_TOKENS -> codec().counting().isPresent();
            case EMBED -> embeds();
        };
    }

    /**
     * Path and query below {@code api_base}, with a leading slash; the model is URL-encoded where the path carries it.
     *
     * @throws FaultException of kind NOT_IMPLEMENTED if the vendor does not offer this
     */
    String path(Operation operation, String model, boolean stream);

    /**
     * As {@link #path(Operation, String, boolean)} for a call that passes through: keeps what of the client's query is meant for
     * the vendor.
     *
     * @param query decoded parameters; no credentials
     */
    default String path(Operation operation, String model, boolean stream, Map<String, String> query) {
        return path(operation, model, stream);
    }

    /** Headers that every request needs: credentials, the API version if the client gave none, and such. */
    Map<String, String> headers(String secret, Map<String, String> clientHeaders);

    /** Whether a client's request header is meant for the vendor and may pass to a same-dialect upstream. */
    boolean passes(String lowerCaseHeader);

    /**
     * Of the client's headers, those that must be said otherwise to a target that does not take all of their value; an empty value
     * leaves the header out.
     *
     * @param losses told what is left out
     */
    default Map<String, String> fitHeaders(Map<String, String> clientHeaders, Aim aim, Losses losses) {
        return Map.of();
    }

    /**
     * A request in this dialect without what its target is known to refuse; the same array if it fits as it is.
     *
     * @param losses told what is left out or changed
     * @throws IOException if it is not JSON
     */
    default byte[] fit(byte[] body, Aim aim, Losses losses) throws IOException {
        return body;
    }

    /** Overhears an answer to {@code operation}. */
    Tap tap(Operation operation, boolean streamed);

    /**
     * What an upstream's error answer means.
     *
     * @param headers looks up a response header by its lower-case name
     */
    Fault readFault(int status, UnaryOperator<@Nullable String> headers, byte[] body);

    /** The error in this dialect's own words. */
    Said writeFault(Fault fault, String requestId);

    /** The response headers that tell of the limit which a request ran into; names in lower case. */
    default Map<String, String> limitHeaders(Fault fault) {
        return Map.of();
    }

    /** The bytes that end an open stream with an error; never a clean end. {@code framing} as in {@link #framing}. */
    byte[] endWithFault(Fault fault, Framing framing, String requestId);

    /** Bytes that keep an idle stream alive and that every client of this dialect ignores. */
    byte[] heartbeat(Framing framing);

    /** How a streamed answer to this request is framed. */
    Framing framing(Map<String, String> query);

    /** Path and query of the vendor's list of models, below {@code api_base}. */
    default String modelsPath() {
        return "/models";
    }

    /** The list of models in this dialect's shape. */
    ObjectNode writeModels(List<ModelInfo> models, Map<String, String> query);

    ObjectNode writeModel(ModelInfo model);

    /**
     * The request with a wish for usage that some dialects must be asked for, nothing else changed; the same array when there is
     * nothing to do.
     */
    default byte[] askForUsage(byte[] body, boolean stream) {
        return body;
    }

    /** Takes out of a stream what only {@link #askForUsage} brought about. To be used only if that changed the request. */
    default Filter withoutUsage(OutputStream out) {
        return Filter.none(out);
    }

    /**
     * Where an answer names the model that gave it: the fields that lead there.
     *
     * @param streamed in the events of a stream
     */
    List<String> modelPath(boolean streamed);

    /** The fault of asking for what this vendor does not offer. */
    default FaultException lacks(Operation operation) {
        String what = operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new FaultException(Fault.of(Fault.Kind.NOT_IMPLEMENTED, "the API of " + name() + " does not " + what));
    }

    /** How the events of a stream are put on the wire. */
    enum Framing {
        SSE,
        /** Gemini without {@code alt=sse}: one JSON array. */
        JSON_ARRAY
    }
}
