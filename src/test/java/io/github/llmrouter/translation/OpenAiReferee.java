package io.github.llmrouter.translation;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import io.github.llmrouter.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OpenAI's SDK for Java as far as it speaks Chat Completions. */
final class OpenAiReferee implements Referee {

    private final OpenAIClient client;

    OpenAiReferee(String base) {
        this.client = OpenAIOkHttpClient.builder()
                .baseUrl(base + "/v1")
                .apiKey("k")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @Override
    public Dialect dialect() {
        return Crossing.dialect("openai");
    }

    @Override
    public Sketch whole(String model) {
        ChatCompletion answer =
                client.chat().completions().create(question(model).build());
        return sketch(answer, thought(answer.choices().getFirst().message()._additionalProperties()));
    }

    @Override
    public Sketch streamed(String model) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        StringBuilder thought = new StringBuilder();
        ChatCompletionCreateParams question = question(model)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(question)) {
            stream.stream().map(ChatCompletionChunk::validate).forEach(chunk -> {
                accumulator.accumulate(chunk);
                chunk.choices().stream()
                        .filter(choice -> choice.index() == 0)
                        .forEach(choice -> thought.append(thought(choice.delta()._additionalProperties())));
            });
        }
        return sketch(accumulator.chatCompletion(), thought.toString());
    }

    private static ChatCompletionCreateParams.Builder question(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .reasoningEffort(ReasoningEffort.HIGH)
                .addUserMessage("hi");
    }

    /** OpenAI has no word for it; this one is what everybody else uses. */
    private static String thought(Map<String, JsonValue> members) {
        JsonValue words = members.get("reasoning_content");
        return words == null ? "" : words.convert(String.class);
    }

    private static Sketch sketch(ChatCompletion answer, String thought) {
        answer.validate();
        ChatCompletion.Choice choice = answer.choices().getFirst();
        ChatCompletionMessage message = choice.message();
        List<Sketch.Piece> pieces = new ArrayList<>();
        pieces.add(new Sketch.Piece("reasoning", "", thought));
        message.content().ifPresent(text -> pieces.add(new Sketch.Piece("text", "", text)));
        message.refusal().ifPresent(text -> pieces.add(new Sketch.Piece("refusal", "", text)));
        message.toolCalls()
                .ifPresent(calls -> calls.forEach(call -> {
                    call.function()
                            .ifPresent(function -> pieces.add(Referee.call(
                                    function.function().name(),
                                    function.function().arguments())));
                    call.custom()
                            .ifPresent(custom -> pieces.add(ResponsesReferee.custom(
                                    custom.custom().name(), custom.custom().input())));
                }));
        String finish = choice.finishReason().asString();
        return new Sketch(
                pieces,
                switch (finish) {
                    case "tool_calls" -> "toolCalls";
                    case "content_filter" -> "filtered";
                    default -> finish;
                },
                answer.usage().map(OpenAiReferee::usage).orElse(Map.of()));
    }

    private static Map<String, Long> usage(CompletionUsage usage) {
        return Sketch.usage(
                usage.promptTokens(),
                usage.promptTokensDetails()
                        .flatMap(CompletionUsage.PromptTokensDetails::cachedTokens)
                        .orElse(0L),
                usage.promptTokensDetails()
                        .flatMap(CompletionUsage.PromptTokensDetails::cacheWriteTokens)
                        .orElse(0L),
                usage.completionTokens(),
                usage.completionTokensDetails()
                        .flatMap(CompletionUsage.CompletionTokensDetails::reasoningTokens)
                        .orElse(0L));
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
