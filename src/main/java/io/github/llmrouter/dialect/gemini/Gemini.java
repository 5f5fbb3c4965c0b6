package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Google's Gemini API ({@code generateContent}), and Vertex AI where it differs. */
public final class Gemini implements Dialect {

    public static final String NAME = "gemini";

    /**
     * Empty lines. A comment would be the usual thing, but google-genai for Python takes every line that is not empty for JSON.
     */
    private static final byte[] SSE_HEARTBEAT = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] ARRAY_HEARTBEAT = "\n".getBytes(StandardCharsets.US_ASCII);

    private static final Set<String> CLIENT_HEADERS = Set.of(
            "x-goog-api-client",
            "x-goog-request-params",
            "x-goog-fieldmask",
            "x-server-timeout",
            "x-vertex-ai-llm-request-type",
            "x-vertex-ai-llm-shared-request-type");

    /** How OAuth access tokens of Google Cloud begin; everything else is an API key. */
    private static final String ACCESS_TOKEN = "ya29.";

    private final Codec codec = new GeminiCodec();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String vendor() {
        return "gcp.gemini";
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public boolean embeds() {
        return true;
    }

    /** A stream is asked for as server-sent events. */
    @Override
    public String path(Operation operation, String model, boolean stream) {
        return Paths.of(operation, model, stream, Map.of("alt", "sse"));
    }

    @Override
    public String path(Operation operation, String model, boolean stream, Map<String, String> query) {
        return Paths.of(operation, model, stream, query);
    }

    @Override
    public Map<String, String> headers(String secret, Map<String, String> clientHeaders) {
        return secret.startsWith(ACCESS_TOKEN)
                ? Map.of("authorization", "Bearer " + secret)
                : Map.of("x-goog-api-key", secret);
    }

    @Override
    public boolean passes(String lowerCaseHeader) {
        return CLIENT_HEADERS.contains(lowerCaseHeader) || lowerCaseHeader.startsWith("x-stainless-");
    }

    @Override
    public Tap tap(Operation operation, boolean streamed) {
        return streamed ? new StreamTap() : new AnswerTap();
    }

    @Override
    public Fault readFault(int status, UnaryOperator<@Nullable String> headers, byte[] body) {
        return FaultReader.read(status, headers, body);
    }

    @Override
    public Said writeFault(Fault fault, String requestId) {
        return FaultWriter.write(fault);
    }

    /** In an array the error becomes its last element: at least one element must have been sent. */
    @Override
    public byte[] endWithFault(Fault fault, Framing framing, String requestId) {
        String error = Json.text(FaultWriter.write(fault).body());
        String end = switch (framing) {
            case SSE -> "data: " + error + "\r\n\r\n";
            case JSON_ARRAY -> ",\r\n" + error + "\r\n]";
        };
        return end.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] heartbeat(Framing framing) {
        return switch (framing) {
            case SSE -> SSE_HEARTBEAT.clone();
            case JSON_ARRAY -> ARRAY_HEARTBEAT.clone();
        };
    }

    @Override
    public Framing framing(Map<String, String> query) {
        return Paths.sse(query) ? Framing.SSE : Framing.JSON_ARRAY;
    }

    @Override
    public ObjectNode writeModels(List<ModelInfo> models, Map<String, String> query) {
        return Models.list(models, query);
    }

    @Override
    public List<String> modelPath(boolean streamed) {
        return List.of("modelVersion");
    }

    @Override
    public ObjectNode writeModel(ModelInfo model) {
        return Models.model(model).node();
    }
}
