package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every stream of this dialect must obey. */
public final class Grammar {

    private static final Map<String, Set<String>> DELTAS = Map.of(
            "text", Set.of("text_delta", "citations_delta"),
            "thinking", Set.of("thinking_delta", "signature_delta"),
            "tool_use", Set.of("input_json_delta"));

    private Grammar() {}

    public static void check(byte[] stream) {
        List<Frame> frames = new ArrayList<>();
        try {
            FrameReader reader = new FrameReader(frames::add);
            reader.read(stream);
            reader.end();
            List<JsonNode> events = new ArrayList<>();
            for (Frame frame : frames) {
                JsonNode event = Json.read(frame.data());
                assertThat(event.path("type").asText()).isEqualTo(frame.event());
                events.add(event);
            }
            check(events.stream()
                    .filter(event -> !event.path("type").asText().equals("ping"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(List<JsonNode> events) {
        boolean failed = events.getLast().path("type").asText().equals("error");
        List<String> types =
                events.stream().map(event -> event.path("type").asText()).toList();
        if (!failed) {
            assertThat(types.getFirst()).isEqualTo("message_start");
            assertThat(types.subList(types.size() - 2, types.size())).containsExactly("message_delta", "message_stop");
        }
        assertThat(types.stream().filter("message_start"::equals)).hasSizeLessThanOrEqualTo(1);
        assertThat(types.stream().filter("message_delta"::equals)).hasSize(failed ? 0 : 1);
        if (types.getFirst().equals("message_start")) {
            assertThat(events.getFirst().at("/message/usage/input_tokens").isNumber())
                    .isTrue();
        }
        blocks(events);
    }

    private static void blocks(List<JsonNode> events) {
        int next = 0;
        String open = null;
        int signatures = 0;
        for (JsonNode event : events) {
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    assertThat(open).as("an open block").isNull();
                    assertThat(event.path("index").intValue()).isEqualTo(next);
                    open = event.path("content_block").path("type").asText();
                    signatures = 0;
                }
                case "content_block_delta" -> {
                    assertThat(event.path("index").intValue()).isEqualTo(next);
                    String type = event.path("delta").path("type").asText();
                    assertThat(DELTAS.getOrDefault(open, Set.of())).contains(type);
                    signatures += type.equals("signature_delta") ? 1 : 0;
                    assertThat(signatures).isLessThanOrEqualTo(1);
                }
                case "content_block_stop" -> {
                    assertThat(event.path("index").intValue()).isEqualTo(next);
                    open = null;
                    next++;
                }
                default -> {}
            }
        }
    }
}
