package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TapTest {

    private static final String FINISHED =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"} ] \\\" hi\"}]},\"finishReason\":\"STOP\"}],"
                    + "\"usageMetadata\":{\"promptTokenCount\":8,\"candidatesTokenCount\":2,\"totalTokenCount\":10}}";
    private static final String BEGUN =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"{\"}]}}],\"usageMetadata\":{\"trafficType\":\"X\"}}";
    private static final String ERROR =
            "{\n \"error\":{\n\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}";

    @Test
    void aStreamOfEventsIsCompleteWithAFinishReason() {
        for (String end : List.of("\r\n\r\n", "\n\n", "")) {
            everyCut("data: " + BEGUN + "\r\n\r\ndata: " + FINISHED + end, tap -> {
                assertThat(tap.content()).isTrue();
                assertThat(tap.complete()).isTrue();
                assertThat(tap.usage()).isEqualTo(Usage.of(8, 0, 0, 0, 2, 0));
                assertThat(tap.fault()).isNull();
            });
        }
    }

    @Test
    void anArrayIsAStreamToo() {
        everyCut("[" + BEGUN + "\n,\r\n" + FINISHED + "\n]", tap -> {
            assertThat(tap.complete()).isTrue();
            assertThat(tap.usage()).isEqualTo(Usage.of(8, 0, 0, 0, 2, 0));
        });
    }

    @Test
    void aStreamWithoutFinishReasonIsCutOff() {
        everyCut("data: " + BEGUN + "\r\n\r\n", tap -> {
            assertThat(tap.content()).isTrue();
            assertThat(tap.complete()).isFalse();
            assertThat(tap.usage()).isNull();
        });
    }

    @Test
    void anErrorInTheStreamIsAFaultInAnyForm() {
        for (String stream : List.of(
                "data: " + BEGUN + "\r\n\r\n" + ERROR + "\n",
                "data: " + BEGUN + "\r\n\r\ndata: " + ERROR.replace("\n", "") + "\r\n\r\n",
                "[" + BEGUN + ",\r\n" + ERROR + "]",
                "[" + ERROR + "]",
                ERROR)) {
            everyCut(stream, tap -> {
                assertThat(tap.fault()).isEqualTo(Fault.of(Fault.Kind.OVERLOADED, "busy"));
                assertThat(tap.complete()).isFalse();
            });
        }
    }

    @Test
    void aBlockedPromptIsAnEnd() {
        everyCut("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\r\n\r\n", tap -> {
            assertThat(tap.complete()).isTrue();
            assertThat(tap.content()).isTrue();
        });
    }

    @Test
    void aLateChunkMayLackCounts() {
        Tap tap = new Gemini().tap(Operation.GENERATE, true);
        feed(
                tap,
                "data:"
                    + " {\"usageMetadata\":{\"promptTokenCount\":8,\"cachedContentTokenCount\":3,\"totalTokenCount\":8}}\n\n");
        feed(tap, "data: {\"usageMetadata\":{\"candidatesTokenCount\":5,\"thoughtsTokenCount\":4}}\n\n");
        assertThat(tap.usage()).isEqualTo(Usage.of(5, 3, 0, 0, 9, 4));
    }

    @Test
    void bytesThatAreNoJsonDoNoHarm() {
        for (String junk : List.of(
                "data: {\n\n", "data: [1,2]\n\n", "[{\"candidates\":[1,{}]}", "data: {\"candidates\":3}\n\n", "\0")) {
            everyCut(junk, tap -> assertThat(tap.complete()).isFalse());
        }
    }

    static List<Path> answers() {
        return Shared.list("fixtures/gemini", ".res.json");
    }

    static List<Path> streams() {
        return Shared.list("fixtures/gemini", ".res.sse");
    }

    @ParameterizedTest
    @MethodSource({"answers", "streams"})
    void theTapAgreesWithTheExpectedUsage(Path file) throws IOException {
        String name = file.getFileName().toString().replaceAll("\\.res\\.\\w+$", "");
        JsonNode all = Json.read(Files.readAllBytes(Shared.path("fixtures/EXPECT.json")));
        JsonNode expected = all.has(name) ? all.get(name) : all.path("gemini/" + name);
        if (expected.isMissingNode()) {
            return;
        }
        byte[] body = Files.readAllBytes(file);
        Tap tap = new Gemini().tap(Operation.GENERATE, file.toString().endsWith(".sse") || body[0] == '[');
        tap.see(body, 0, body.length);
        tap.end();
        assertThat(tap.complete() && tap.fault() == null)
                .isEqualTo(expected.get("complete").booleanValue());
        assertThat(tap.fault() == null).isEqualTo(expected.get("error").isNull());
        Usage usage = tap.usage();
        if (!expected.get("usage").isNull()) {
            assertThat(usage).isNotNull();
            assertThat(usage.totalInput()).isEqualTo(expected.at("/usage/in").longValue());
            assertThat(usage.cacheRead())
                    .isEqualTo(expected.at("/usage/cacheRead").longValue());
            assertThat(usage.output()).isEqualTo(expected.at("/usage/out").longValue());
            assertThat(usage.reasoning())
                    .isEqualTo(expected.at("/usage/reasoning").longValue());
            assertThat(usage.total()).isEqualTo(expected.at("/usage/total").longValue());
        }
    }

    private interface Check {
        void of(Tap tap);
    }

    private static void everyCut(String stream, Check check) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Tap tap = new Gemini().tap(Operation.GENERATE, true);
            tap.see(bytes, 0, cut);
            tap.see(bytes, cut, bytes.length - cut);
            tap.end();
            check.of(tap);
        }
    }

    private static void feed(Tap tap, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tap.see(bytes, 0, bytes.length);
    }
}
