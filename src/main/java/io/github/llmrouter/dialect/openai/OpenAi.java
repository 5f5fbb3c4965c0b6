package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Filter;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.dialect.OpenAiModels;
import io.github.llmrouter.dialect.OpenAiWords;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.RetryAfter;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** OpenAI Chat Completions, and everybody who speaks it. */
public final class OpenAi implements Dialect {

    public static final String NAME = "openai";

    private static final byte[] KEEPALIVE = ": keepalive\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Whose account pays is the operator's choice, never the client's. */
    private static final Set<String> ACCOUNT = Set.of("openai-organization", "openai-project");

    private static final Set<String> PASSING =
            Set.of("idempotency-key", "x-client-request-id", "http-referer", "x-title");

    private final Codec codec = new OpenAiCodec();

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
        return true;
    }

    @Override
    public String path(Operation operation, String model, boolean stream) {
        return switch (operation) {
            case GENERATE -> "/chat/completions";
            case EMBED -> "/embeddings";
            case COUNT_TOKENS -> throw lacks(operation);
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
                || lowerCaseHeader.startsWith("openai-") && !ACCOUNT.contains(lowerCaseHeader);
    }

    @Override
    public Tap tap(Operation operation, boolean streamed) {
        return streamed ? new ChunkTap() : new AnswerTap();
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

    /** The SDKs throw on a chunk with an error; there is no {@code [DONE]} after it. */
    @Override
    public Map<String, String> limitHeaders(Fault fault) {
        return OpenAiFaults.limitHeaders(fault);
    }

    @Override
    public byte[] endWithFault(Fault fault, Framing framing, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Frames.write(out, writeFault(fault, requestId).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
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
        return OpenAiModels.list(models);
    }

    @Override
    public List<String> modelPath(boolean streamed) {
        return List.of("model");
    }

    @Override
    public ObjectNode writeModel(ModelInfo model) {
        return OpenAiModels.one(model);
    }

    @Override
    public byte[] askForUsage(byte[] body, boolean stream) {
        return stream ? UsageRequest.in(body) : body;
    }

    @Override
    public Filter withoutUsage(OutputStream out) {
        return new UsageFilter(out);
    }
}
