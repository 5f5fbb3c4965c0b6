package io.github.llmrouter.translation;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** OpenAI's SDK for Java as far as it speaks Responses. */
final class ResponsesReferee implements Referee {

    private final OpenAIClient client;

    ResponsesReferee(String base) {
        this.client = OpenAIOkHttpClient.builder()
                .baseUrl(base + "/v1")
                .apiKey("k")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @Override
    public Dialect dialect() {
        return Crossing.dialect("openai-responses");
    }

    @Override
    public Sketch whole(String model) {
        return sketch(client.responses().create(question(model)));
    }

    @Override
    public Sketch streamed(String model) {
        ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(question(model))) {
            stream.stream().map(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
        }
        Sketch last = sketch(accumulator.response());
        Sketch grown = sketch(accumulator.reconstructedResponse());
        if (!last.equals(grown)) {
            throw new AssertionError("the last event says " + last + " and the others " + grown);
        }
        return last;
    }

    private static ResponseCreateParams question(String model) {
        return ResponseCreateParams.builder()
                .model(model)
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.HIGH)
                        .summary(Reasoning.Summary.AUTO)
                        .build())
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .input("hi")
                .build();
    }

    private static Sketch sketch(Response answer) {
        answer.validate();
        List<Sketch.Piece> pieces = new ArrayList<>();
        answer.output().forEach(item -> add(pieces, item));
        return new Sketch(
                pieces,
                finish(answer),
                answer.usage().map(ResponsesReferee::usage).orElse(Map.of()));
    }

    private static String finish(Response answer) {
        ResponseStatus status = answer.status().orElseThrow();
        if (status.equals(ResponseStatus.INCOMPLETE)) {
            String reason = answer.incompleteDetails()
                    .orElseThrow()
                    .reason()
                    .orElseThrow()
                    .asString();
            return reason.equals("content_filter") ? "filtered" : "length";
        }
        boolean called = answer.output().stream().anyMatch(item -> item.isFunctionCall() || item.isCustomToolCall());
        return status.equals(ResponseStatus.COMPLETED) ? called ? "toolCalls" : "stop" : status.asString();
    }

    private static void add(List<Sketch.Piece> pieces, ResponseOutputItem item) {
        item.reasoning().ifPresent(thought -> pieces.add(new Sketch.Piece("reasoning", "", thought(thought))));
        item.message()
                .ifPresent(message -> message.content().forEach(content -> {
                    content.outputText().ifPresent(text -> pieces.add(new Sketch.Piece("text", "", text.text())));
                    content.refusal().ifPresent(words -> pieces.add(new Sketch.Piece("refusal", "", words.refusal())));
                }));
        item.functionCall().ifPresent(call -> pieces.add(Referee.call(call.name(), call.arguments())));
        item.customToolCall().ifPresent(call -> pieces.add(custom(call.name(), call.input())));
    }

    private static String thought(ResponseReasoningItem item) {
        return item.summary().isEmpty()
                ? item.content().orElse(List.of()).stream()
                        .map(ResponseReasoningItem.Content::text)
                        .collect(Collectors.joining())
                : item.summary().stream()
                        .map(ResponseReasoningItem.Summary::text)
                        .collect(Collectors.joining("\n\n"));
    }

    static Sketch.Piece custom(String name, String input) {
        return new Sketch.Piece(
                "custom", name, Json.text(Json.object().with("x", input).node().get("x")));
    }

    private static Map<String, Long> usage(ResponseUsage usage) {
        return Sketch.usage(
                usage.inputTokens(),
                usage.inputTokensDetails().cachedTokens(),
                usage.inputTokensDetails().cacheWriteTokens(),
                usage.outputTokens(),
                usage.outputTokensDetails().reasoningTokens());
    }

    @Override
    public int status(Exception thrown) {
        return ((OpenAIServiceException) thrown).statusCode();
    }

    @Override
    public void close() {
        client.close();
    }
}
