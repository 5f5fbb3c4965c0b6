package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Anthropic Messages. {@code api_base} is what the vendor's own clients take: without {@code /v1}. */
public final class Anthropic implements Dialect {

    /** As in {@code api_type}; also the origin of this dialect's seals. */
    public static final String NAME = "anthropic";

    static final String VERSION_HEADER = "anthropic-version";
    static final String VERSION = "2023-06-01";

    private static final Set<String> PASSING = Set.of("x-app", "idempotency-key");
    private static final List<String> PASSING_PREFIXES = List.of("anthropic-", "x-stainless-", "x-claude-");
    private static final byte[] PING =
            "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Codec codec = new MessagesCodec();

    @Override
    public String name() {
        return NAME;
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
        return switch (operation) {
            case GENERATE -> "/v1/messages";
            case COUNT_TOKENS -> "/v1/messages/count_tokens";
            case EMBED -> throw lacks(operation);
        };
    }

    /** The vendor's clients say {@code ?beta=true} beside their beta headers. */
    @Override
    public String path(Operation operation, String model, boolean stream, Map<String, String> query) {
        String path = path(operation, model, stream);
        return "true".equals(query.get("beta")) ? path + "?beta=true" : path;
    }

    @Override
    public Map<String, String> headers(String secret, Map<String, String> clientHeaders) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!secret.isEmpty()) {
            headers.put("x-api-key", secret);
        }
        if (!clientHeaders.containsKey(VERSION_HEADER)) {
            headers.put(VERSION_HEADER, VERSION);
        }
        return headers;
    }

    @Override
    public boolean passes(String lowerCaseHeader) {
        return PASSING.contains(lowerCaseHeader) || PASSING_PREFIXES.stream().anyMatch(lowerCaseHeader::startsWith);
    }

    @Override
    public Map<String, String> fitHeaders(Map<String, String> clientHeaders, Aim aim, Losses losses) {
        return Fitting.to(aim, losses).headers(clientHeaders);
    }

    @Override
    public byte[] fit(byte[] body, Aim aim, Losses losses) throws IOException {
        return Fitting.to(aim, losses).body(body);
    }

    @Override
    public Tap tap(Operation operation, boolean streamed) {
        return streamed ? new StreamTap() : new MessageTap();
    }

    @Override
    public Fault readFault(int status, UnaryOperator<@Nullable String> headers, byte[] body) {
        return Faults.read(status, headers, body);
    }

    @Override
    public Said writeFault(Fault fault, String requestId) {
        return Faults.write(fault, requestId);
    }

    @Override
    public Map<String, String> limitHeaders(Fault fault) {
        return Faults.limitHeaders(fault);
    }

    @Override
    public byte[] endWithFault(Fault fault, Framing framing, String requestId) {
        String data = Json.text(Faults.write(fault, requestId).body());
        return ("event: error\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] heartbeat(Framing framing) {
        return PING.clone();
    }

    @Override
    public Framing framing(Map<String, String> query) {
        return Framing.SSE;
    }

    @Override
    public String modelsPath() {
        return "/v1/models?limit=1000";
    }

    @Override
    public ObjectNode writeModels(List<ModelInfo> models, Map<String, String> query) {
        return ModelList.page(models, query);
    }

    @Override
    public List<String> modelPath(boolean streamed) {
        return streamed ? List.of("message", "model") : List.of("model");
    }

    @Override
    public ObjectNode writeModel(ModelInfo model) {
        return ModelList.one(model).node();
    }
}
