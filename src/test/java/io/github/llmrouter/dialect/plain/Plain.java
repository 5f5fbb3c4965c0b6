package io.github.llmrouter.dialect.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The example of {@code add-a-dialect.md}: the API of a vendor who only knows text. */
public final class Plain implements Dialect {

    private final Codec codec = new PlainCodec();

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public boolean embeds() {
        return false;
    }

    @Override
    public String path(Operation operation, String model, boolean stream) {
        return "/talk";
    }

    @Override
    public Map<String, String> headers(String secret, Map<String, String> clientHeaders) {
        return Map.of("Authorization", "Bearer " + secret);
    }

    @Override
    public boolean passes(String lowerCaseHeader) {
        return false;
    }

    @Override
    public Tap tap(Operation operation, boolean streamed) {
        return streamed ? new PlainTap() : new PlainTap.Whole();
    }

    @Override
    public Fault readFault(int status, UnaryOperator<String> headers, byte[] body) {
        try {
            return fault(status, Json.read(body));
        } catch (IOException e) {
            return fault(status, Json.object().node());
        }
    }

    /** {@code {"wrong": "too many"}}; the kind is that of the status. */
    static Fault fault(int status, JsonNode body) {
        Fault.Kind kind = Stream.of(Fault.Kind.values())
                .filter(one -> one.status() == status)
                .findFirst()
                .orElse(Fault.Kind.UPSTREAM);
        return Fault.of(kind, body.path("wrong").asText("no reason given"));
    }

    @Override
    public Said writeFault(Fault fault, String requestId) {
        return new Said(
                fault.kind().status(),
                Json.object().with("wrong", fault.message()).node());
    }

    @Override
    public byte[] endWithFault(Fault fault, Framing framing, String requestId) {
        return ("data: " + writeFault(fault, requestId).body() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] heartbeat(Framing framing) {
        return ": \n\n".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Framing framing(Map<String, String> query) {
        return Framing.SSE;
    }

    @Override
    public ObjectNode writeModels(List<ModelInfo> models, Map<String, String> query) {
        return Json.object().with("models", models.stream().map(ModelInfo::id)).node();
    }

    @Override
    public ObjectNode writeModel(ModelInfo model) {
        return Json.object().with("model", model.id()).node();
    }

    @Override
    public List<String> modelPath(boolean streamed) {
        return List.of("model");
    }
}
