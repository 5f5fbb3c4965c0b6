package io.github.llmrouter.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import java.util.List;

/** How one vendor's API sounds: reads its conversations and words the scripted answer as that vendor would. */
sealed interface Voice permits OpenAiVoice, ResponsesVoice, AnthropicVoice, GeminiVoice {

    List<Line> conversation(JsonNode body);

    JsonNode answer(Question question, Script script);

    /** The same answer in the events of a stream. */
    List<Frame> events(Question question, Script script);

    JsonNode error(int status, String message);

    /**
     * What was asked of one model.
     *
     * @param inputTokens a guess from the number of bytes
     */
    record Question(String model, JsonNode body, int inputTokens) {}
}
