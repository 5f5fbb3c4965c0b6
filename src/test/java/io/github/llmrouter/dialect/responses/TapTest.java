package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TapTest {

    private final Dialect dialect = new Responses();

    static List<Path> answers() {
        return Fixtures.files(".res.json");
    }

    static List<Path> streams() {
        return Fixtures.files(".res.sse");
    }

    @ParameterizedTest
    @MethodSource({"answers", "streams"})
    void usageAndEndAreOverheardAsExpected(Path answer) {
        Optional<JsonNode> expected = Fixtures.expected(answer);
        if (expected.isEmpty()) {
            return;
        }
        boolean streamed = answer.toString().endsWith(".sse");
        Tap tap = overhear(Fixtures.bytes(answer), streamed);
        JsonNode usage = expected.get().path("usage");
        if (usage.isObject()) {
            Usage told = tap.usage();
            assertThat(told).isNotNull();
            assertThat(told.totalInput()).isEqualTo(usage.path("in").asLong());
            assertThat(told.output()).isEqualTo(usage.path("out").asLong());
            assertThat(told.total()).isEqualTo(usage.path("total").asLong());
        } else {
            assertThat(tap.usage()).isNull();
        }
        boolean error = expected.get().path("error").isObject();
        assertThat(tap.fault() != null).isEqualTo(error);
        if (!error) {
            assertThat(tap.complete()).isTrue();
            assertThat(tap.content()).isTrue();
        }
    }

    @Test
    void streamWithoutItsLastEventIsIncomplete() {
        Tap tap = overhear("""
            data: {"type":"response.created","response":{"id":"r","error":null}}

            data: {"type":"response.output_text.delta","delta":"the words \\"response.completed\\" and \\"error\\""}

            """);
        assertThat(tap.complete()).isFalse();
        assertThat(tap.content()).isTrue();
        assertThat(tap.fault()).isNull();
    }

    @Test
    void emptyReasoningIsNoContent() {
        Tap tap = overhear("""
            data: {"type":"response.output_item.added","item":{"type":"reasoning"}}

            data: {"type":"response.output_item.done","item":{"type":"reasoning","summary":[]}}

            """);
        assertThat(tap.content()).isFalse();
    }

    @Test
    void firstErrorIsKept() {
        Tap tap = overhear("""
            event: error
            data: {"type": "error", "code": "rate_limit_exceeded", "message": "slower", "param": null}

            event: response.failed
            data: {"type":"response.failed","response":{"error":{"code":"server_error","message":"oh"},"usage":null}}

            """);
        assertThat(tap.fault())
                .isEqualTo(new Fault(Fault.Kind.RATE_LIMITED, "slower", "rate_limit_exceeded", null, null));
    }

    @Test
    void nestedAndBareErrorsAreRecognised() {
        for (String error : List.of(
                "data: {\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"oh\"}}\n\n",
                "data: {\"error\":{\"message\":\"oh\"}}\n\n",
                "{\"error\":{\"message\":\"oh\"}}\n")) {
            assertThat(overhear(error).fault()).as(error).isNotNull();
            assertThat(overhear(error).fault().message()).isEqualTo("oh");
        }
    }

    private Tap overhear(String stream) {
        return overhear(stream.getBytes(StandardCharsets.UTF_8), true);
    }

    private Tap overhear(byte[] bytes, boolean streamed) {
        Tap tap = dialect.tap(Operation.GENERATE, streamed);
        tap.see(bytes, 0, bytes.length / 2);
        tap.see(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        tap.end();
        return tap;
    }
}
