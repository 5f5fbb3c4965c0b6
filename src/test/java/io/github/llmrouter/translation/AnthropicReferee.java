package io.github.llmrouter.translation;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputTokensDetails;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Anthropic's SDK for Java. */
final class AnthropicReferee implements Referee {

    private final AnthropicClient client;

    AnthropicReferee(String base) {
        this.client = AnthropicOkHttpClient.builder()
                .baseUrl(base)
                .apiKey("k")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @Override
    public Dialect dialect() {
        return Crossing.dialect("anthropic");
    }

    @Override
    public Sketch whole(String model) {
        return sketch(client.messages().create(question(model)));
    }

    @Override
    public Sketch streamed(String model) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(question(model))) {
            stream.stream().map(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return sketch(accumulator.message());
    }

    private static MessageCreateParams question(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(4096)
                .enabledThinking(2048)
                .addUserMessage("hi")
                .build();
    }

    private static Sketch sketch(Message message) {
        message.validate();
        List<Sketch.Piece> pieces = new ArrayList<>();
        message.content().forEach(block -> add(pieces, block));
        String finish = message.stopReason().orElseThrow().asString();
        return new Sketch(pieces, FINISH.getOrDefault(finish, finish), usage(message.usage()));
    }

    private static final Map<String, String> FINISH = Map.of(
            "end_turn", "stop",
            "stop_sequence", "stopSequence",
            "tool_use", "toolCalls",
            "max_tokens", "length",
            "model_context_window_exceeded", "contextFull",
            "pause_turn", "paused",
            "compaction", "compacted");

    private static void add(List<Sketch.Piece> pieces, ContentBlock block) {
        block.text().ifPresent(text -> pieces.add(new Sketch.Piece("text", "", text.text())));
        block.thinking().ifPresent(thought -> pieces.add(new Sketch.Piece("reasoning", "", thought.thinking())));
        block.toolUse()
                .ifPresent(call ->
                        pieces.add(Referee.call(call.name(), call._input().convert(JsonNode.class))));
    }

    private static Map<String, Long> usage(Usage usage) {
        long read = usage.cacheReadInputTokens().orElse(0L);
        long written = usage.cacheCreationInputTokens().orElse(0L);
        return Sketch.usage(
                usage.inputTokens() + read + written,
                read,
                written,
                usage.outputTokens(),
                usage.outputTokensDetails()
                        .map(OutputTokensDetails::thinkingTokens)
                        .orElse(0L));
    }

    @Override
    public int status(Exception thrown) {
        return ((AnthropicServiceException) thrown).statusCode();
    }

    @Override
    public String words(Exception thrown) {
        return ((AnthropicServiceException) thrown).apiMessage().orElseThrow();
    }

    @Override
    public void close() {
        client.close();
    }
}
