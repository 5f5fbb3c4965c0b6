package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.dialect.OpenAiModels;
import io.github.llmrouter.dialect.OpenAiWords;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.RetryAfter;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.dialect.Tap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** OpenAI Responses. */
public final class Responses implements Dialect {

    public static final String NAME = "openai-responses";

    private static final byte[] KEEPALIVE = ": keepalive\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Whose account pays is the operator's choice, never the client's. */
    private static final Set<String> ACCOUNT = Set.of("openai-organization", "openai-project");

    /** Codex tells the conversation and the turn in headers; OpenAI keeps a conversation near its prompt cache by them. */
    private static final Set<String> PASSING = Set.of(
            "idempotency-key", "x-client-request-id", "originator", "session-id", "session_id", "thread-id", "version");

    private final Codec codec = new ResponsesCodec();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String vendor() {
        return "openai";
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
            case GENERATE -> "/responses";
            case COUNT_TOKENS -> "/responses/input_tokens";
            case EMBED -> throw lacks(operation);
        };
    }

    @Override
    public Map<String, String> headers(String secret, Map<String, String> clientHeaders) {
        return secret.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + secret);
    }

    @Override
    public boolean passes(String lowerCaseHeader) {
        return PASSING.contains(lowerCaseHeader)
                || lowerCaseHeader.startsWith("x-stainless-")
                || lowerCaseHeader.startsWith("x-codex-")
                || lowerCaseHeader.startsWith("openai-") && !ACCOUNT.contains(lowerCaseHeader);
    }

    @Override
    public Tap tap(Operation operation, boolean streamed) {
        return streamed ? new StreamTap() : new AnswerTap();
    }

    @Override
    public Fault readFault(int status, UnaryOperator<@Nullable String> headers, byte[] body) {
        Fault fault = OpenAiFaults.read(status, body);
        return fault.withRetryAfter(RetryAfter.of(headers, fault.message()));
    }

    @Override
    public Said writeFault(Fault fault, String requestId) {
        return OpenAiWords.of(fault);
    }

    @Override
    public Map<String, String> limitHeaders(Fault fault) {
        return OpenAiFaults.limitHeaders(fault);
    }

    @Override
    public byte[] endWithFault(Fault fault, Framing framing, String requestId) {
        return FailedEnding.of(fault, requestId);
    }

    @Override
    public byte[] heartbeat(Framing framing) {
        return KEEPALIVE.clone();
    }

    @Override
    public Framing framing(Map<String, String> query) {
        return Framing.SSE;
    }

    @Override
    public ObjectNode writeModels(List<ModelInfo> models, Map<String, String> query) {
        return query.containsKey("client_version") ? CodexModels.list(models) : OpenAiModels.list(models);
    }

    @Override
    public List<String> modelPath(boolean streamed) {
        return streamed ? List.of("response", "model") : List.of("model");
    }

    @Override
    public ObjectNode writeModel(ModelInfo model) {
        return OpenAiModels.one(model);
    }
}
