package io.github.llmrouter.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResponsesTest {

    private final Dialect dialect = new Responses();

    static List<Path> errors() {
        return Fixtures.files(".res.json").stream()
                .filter(file -> Fixtures.json(file).path("error").isObject()
                        && !Fixtures.json(file).has("output"))
                .toList();
    }

    @Test
    void pathsLieBelowTheBase() {
        assertThat(dialect.path(Operation.GENERATE, "m", true)).isEqualTo("/responses");
        assertThat(dialect.path(Operation.COUNT_TOKENS, "m", false)).isEqualTo("/responses/input_tokens");
        assertThatThrownBy(() -> dialect.path(Operation.EMBED, "m", false))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("does not embed");
    }

    @ParameterizedTest
    @CsvSource({
        "openai-beta, true",
        "x-stainless-lang, true",
        "session-id, true",
        "x-codex-window-id, true",
        "openai-organization, false",
        "openai-project, false",
        "authorization, false",
        "cookie, false",
        "accept-encoding, false",
    })
    void onlyWhatIsMeantForTheVendorPasses(String header, boolean passes) {
        assertThat(dialect.passes(header)).isEqualTo(passes);
    }

    @Test
    void credentialsAreABearerToken() {
        assertThat(dialect.headers("s3cret", Map.of())).containsExactly(Map.entry("Authorization", "Bearer s3cret"));
        assertThat(dialect.headers("", Map.of())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void recordedErrorsKeepTheirWords(Path file) {
        JsonNode expected = Fixtures.expected(file).orElseThrow();
        int status = expected.path("status").asInt();
        Fault fault = dialect.readFault(status, header -> null, Fixtures.bytes(file));
        assertThat(fault.message())
                .isEqualTo(expected.path("error").path("message").asText());
        assertThat(fault.code()).isEqualTo(expected.path("error").path("code").textValue());
        JsonNode again = dialect.writeFault(fault, "req").body().path("error");
        assertThat(again.path("type").asText())
                .isEqualTo(expected.path("error").path("class").asText());
    }

    @Test
    void retryAfterIsReadFromHeadersAndMessage() {
        byte[] body = "{\"error\":{\"message\":\"Please try again in 1.4s.\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(dialect.readFault(429, header -> null, body).retryAfter()).isEqualTo(Duration.ofMillis(1400));
        assertThat(dialect.readFault(429, header -> header.equals("retry-after") ? "7" : null, body)
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void aBrokenStreamEndsWithTwoEventsThatClientsKnow(Fault.Kind kind) {
        byte[] bytes = dialect.endWithFault(Fault.of(kind, "it broke"), Framing.SSE, "r1");
        List<Frame> frames = Fixtures.frames(bytes);
        assertThat(frames).extracting(Frame::event).containsExactly("error", "response.failed");
        JsonNode failed = Questions.json(frames.get(1).data());
        assertThat(failed.path("response").path("id").asText()).isEqualTo("resp_r1");
        assertThat(failed.path("response").path("error").path("message").asText())
                .isEqualTo("it broke");
        assertThat(failed.path("response").path("error").path("code").asText()).isNotEmpty();
    }

    @Test
    void aHeartbeatIsNoEvent() {
        assertThat(Fixtures.frames(dialect.heartbeat(Framing.SSE))).isEmpty();
    }

    @Test
    void modelsAreListedAsOpenAiDoes() {
        JsonNode list = dialect.writeModels(List.of(new ModelInfo("a", 5, "me", null, null)), Map.of());
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.at("/data/0/id").asText()).isEqualTo("a");
        assertThat(list.at("/data/0/owned_by").asText()).isEqualTo("me");
    }
}
