package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TapTest {

    private static final String START = """
        event: message_start
        data: {"type":"message_start","message":{"usage":{"input_tokens":25,"cache_creation_input_tokens":7,\
        "cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":3},"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        """;
    private static final String DELTA = """
        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a \\"message_stop\\""}}

        """;
    private static final String END = """
        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}

        """;

    private final Tap tap = new Anthropic().tap(Operation.GENERATE, true);

    @Test
    void whatTheLastCountLeavesOutKeepsItsFirstValue() {
        see(START + DELTA + END);
        assertThat(tap.usage()).isEqualTo(Usage.of(25, 0, 4, 3, 9, 0));
        assertThat(tap.complete()).isTrue();
        assertThat(tap.fault()).isNull();
    }

    @Test
    void anAnnouncedBlockIsNotYetContent() {
        see(START);
        assertThat(tap.content()).isFalse();
        see(DELTA);
        assertThat(tap.content()).isTrue();
        assertThat(tap.complete()).isFalse();
    }

    @Test
    void aToolCallIsContentAtOnce() {
        see("data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\"}}\n\n");
        assertThat(tap.content()).isTrue();
    }

    @Test
    void anErrorEventIsAFault() {
        see(START
                + "event: error\n"
                + "data:"
                + " {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}\n\n");
        assertThat(tap.fault()).isNotNull();
        assertThat(tap.fault().kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(tap.complete()).isFalse();
        assertThat(tap.content()).isFalse();
    }

    @Test
    void anErrorBodyInsideA200IsAFault() {
        Tap whole = new Anthropic().tap(Operation.GENERATE, false);
        byte[] body = "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}"
                .getBytes(StandardCharsets.UTF_8);
        whole.see(body, 0, body.length);
        whole.end();
        assertThat(whole.fault()).isNotNull();
    }

    static List<String> recorded() {
        return Fixtures.answers();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theTapCountsWhatTheRecordingCost(String file) throws Exception {
        JsonNode expected = Fixtures.expected(file);
        Tap any = new Anthropic().tap(Operation.GENERATE, file.endsWith(".sse"));
        byte[] bytes = Fixtures.bytes(file);
        any.see(bytes, 0, bytes.length);
        any.end();
        assertThat(Fixtures.usage(any.usage())).isEqualTo(Fixtures.usage(expected.path("usage")));
        assertThat(any.complete() && any.fault() == null)
                .isEqualTo(expected.path("complete").booleanValue());
    }

    private void see(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tap.see(bytes, 0, bytes.length);
    }
}
