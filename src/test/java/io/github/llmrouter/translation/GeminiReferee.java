package io.github.llmrouter.translation;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Google's SDK for Java. It has no accumulator: its chunks are put one behind the other. */
final class GeminiReferee implements Referee {

    private final Client client;

    GeminiReferee(String base) {
        this.client = Client.builder()
                .apiKey("k")
                .httpOptions(HttpOptions.builder()
                        .baseUrl(base)
                        .retryOptions(HttpRetryOptions.builder().attempts(1))
                        .build())
                .build();
    }

    @Override
    public Dialect dialect() {
        return Crossing.dialect("gemini");
    }

    @Override
    public Sketch whole(String model) {
        return sketch(List.of(client.models.generateContent(model, "hi", config())));
    }

    @Override
    public Sketch streamed(String model) {
        List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(model, "hi", config())) {
            stream.forEach(chunks::add);
        }
        return sketch(chunks);
    }

    private static GenerateContentConfig config() {
        return GenerateContentConfig.builder()
                .thinkingConfig(ThinkingConfig.builder().includeThoughts(true))
                .build();
    }

    private static Sketch sketch(List<GenerateContentResponse> chunks) {
        List<Sketch.Piece> pieces = new ArrayList<>();
        String finish = "";
        Map<String, Long> usage = Map.of();
        for (GenerateContentResponse chunk : chunks) {
            Optional<Candidate> candidate =
                    chunk.candidates().filter(all -> !all.isEmpty()).map(List::getFirst);
            candidate
                    .flatMap(Candidate::content)
                    .flatMap(Content::parts)
                    .ifPresent(parts -> parts.forEach(part -> add(pieces, part)));
            Optional<FinishReason> reason = candidate.flatMap(Candidate::finishReason);
            if (reason.isPresent()) {
                if (!finish.isEmpty()) {
                    throw new AssertionError("finished twice: " + finish + " and " + reason.get());
                }
                finish = reason.get().toString();
            }
            if (chunk.promptFeedback()
                    .flatMap(feedback -> feedback.blockReason())
                    .isPresent()) {
                finish = "SAFETY";
            }
            usage = chunk.usageMetadata().map(GeminiReferee::usage).orElse(usage);
        }
        boolean called = pieces.stream().anyMatch(piece -> piece.kind().equals("call"));
        return new Sketch(pieces, word(finish, called), usage);
    }

    private static String word(String finish, boolean called) {
        return switch (finish) {
            case "STOP" -> called ? "toolCalls" : "stop";
            case "MAX_TOKENS" -> "length";
            case "SAFETY" -> "filtered";
            case "MALFORMED_FUNCTION_CALL" -> "malformedCall";
            default -> finish;
        };
    }

    private static void add(List<Sketch.Piece> pieces, Part part) {
        boolean thought = part.thought().orElse(false);
        part.text().ifPresent(text -> pieces.add(new Sketch.Piece(thought ? "reasoning" : "text", "", text)));
        part.functionCall().ifPresent(call -> pieces.add(call(call)));
    }

    private static Sketch.Piece call(FunctionCall call) {
        return Referee.call(
                call.name().orElseThrow(), Json.MAPPER.valueToTree(call.args().orElse(Map.of())));
    }

    private static Map<String, Long> usage(GenerateContentResponseUsageMetadata usage) {
        long thoughts = usage.thoughtsTokenCount().orElse(0);
        return Sketch.usage(
                usage.promptTokenCount().orElse(0)
                        + usage.toolUsePromptTokenCount().orElse(0),
                usage.cachedContentTokenCount().orElse(0),
                0,
                usage.candidatesTokenCount().orElse(0) + thoughts,
                thoughts);
    }

    @Override
    public int status(Exception thrown) {
        return ((ApiException) thrown).code();
    }

    @Override
    public void close() {
        client.close();
    }
}
