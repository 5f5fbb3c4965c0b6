package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeminiTest {

    private final Gemini gemini = new Gemini();

    @Test
    void theModelAndTheMethodAreInThePath() {
        assertThat(gemini.path(Operation.GENERATE, "gemini-2.5-pro", false))
                .isEqualTo("/models/gemini-2.5-pro:generateContent");
        assertThat(gemini.path(Operation.GENERATE, "gemini-2.5-pro", true))
                .isEqualTo("/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
        assertThat(gemini.path(Operation.COUNT_TOKENS, "x", false)).isEqualTo("/models/x:countTokens");
        assertThat(gemini.path(Operation.EMBED, "x", false)).isEqualTo("/models/x:embedContent");
    }

    @Test
    void slashesOfAModelStayAndTheRestIsEncoded() {
        assertThat(gemini.path(Operation.GENERATE, "tunedModels/a b?", false))
                .isEqualTo("/tunedModels/a%20b%3F:generateContent");
        assertThat(gemini.path(Operation.GENERATE, "google/é:free", false))
                .isEqualTo("/models/google/%C3%A9:free:generateContent");
    }

    @Test
    void theFramingOfAPassedStreamIsTheClients() {
        assertThat(gemini.path(Operation.GENERATE, "x", true, Map.of())).isEqualTo("/models/x:streamGenerateContent");
        assertThat(gemini.path(Operation.GENERATE, "x", true, Map.of("alt", "sse", "foo", "bar")))
                .isEqualTo("/models/x:streamGenerateContent?alt=sse");
        assertThat(gemini.path(Operation.GENERATE, "x", false, Map.of("$alt", "json;enum-encoding=int")))
                .isEqualTo("/models/x:generateContent?%24alt=json%3Benum-encoding%3Dint");
        assertThat(gemini.path(Operation.COUNT_TOKENS, "x", true, Map.of("alt", "sse")))
                .isEqualTo("/models/x:countTokens");
        assertThat(gemini.framing(Map.of("alt", "sse"))).isEqualTo(Framing.SSE);
        assertThat(gemini.framing(Map.of("alt", "json"))).isEqualTo(Framing.JSON_ARRAY);
    }

    @Test
    void theKeyTravelsInAHeader() {
        assertThat(gemini.headers("k", Map.of())).containsExactly(Map.entry("x-goog-api-key", "k"));
        assertThat(gemini.headers("ya29.t", Map.of())).containsExactly(Map.entry("authorization", "Bearer ya29.t"));
        assertThat(gemini.passes("x-goog-api-client")).isTrue();
        assertThat(gemini.passes("x-goog-api-key")).isFalse();
        assertThat(gemini.passes("x-goog-user-project")).isFalse();
        assertThat(gemini.passes("authorization")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, nonsense, INVALID",
        "400, INVALID_ARGUMENT, API key not valid. Please pass a valid API key., UNAUTHENTICATED",
        "400, INVALID_ARGUMENT, The input token count (7) exceeds the maximum number of tokens allowed (5).,"
                + " CONTEXT_TOO_LONG",
        "403, PERMISSION_DENIED, no, FORBIDDEN",
        "404, NOT_FOUND, no, NOT_FOUND",
        "429, RESOURCE_EXHAUSTED, no, RATE_LIMITED",
        "500, INTERNAL, no, INTERNAL",
        "503, UNAVAILABLE, no, OVERLOADED",
        "504, DEADLINE_EXCEEDED, no, TIMEOUT",
        "502, '', no, UPSTREAM",
    })
    void anErrorIsClassifiedByItsStatusAndKeepsItsMessage(int code, String status, String message, Kind kind) {
        byte[] body = body(
                "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\",\"status\":\"" + status + "\"}}");
        Fault fault = gemini.readFault(code, name -> null, body);
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.message()).isEqualTo(message);
    }

    @Test
    void theReasonAndTheDelayAreInTheDetails() {
        Fault fault = gemini.readFault(400, name -> null, body("""
            [{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT","details":[
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"},
              {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"contents[0]"}]}]}}]\
            """));
        assertThat(fault)
                .isEqualTo(new Fault(
                        Kind.UNAUTHENTICATED, "bad", "API_KEY_INVALID", "contents[0]", Duration.ofMillis(34_400)));
    }

    @Test
    void aPageOfHtmlIsAnErrorByItsStatus() {
        Fault fault = gemini.readFault(503, Map.of("retry-after", "2")::get, body("<html>" + "x".repeat(500)));
        assertThat(fault.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(fault.message()).hasSize(200).startsWith("<html>x");
        assertThat(fault.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(gemini.readFault(500, name -> null, new byte[0]).message()).isEqualTo("the upstream answered 500");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindOfErrorHasAStatusThatTheBodyRepeats(Kind kind) {
        var said = gemini.writeFault(Fault.of(kind, "why"), "r");
        assertThat(said.body().at("/error/code").intValue()).isEqualTo(said.status());
        assertThat(said.body().at("/error/message").textValue()).isEqualTo("why");
        assertThat(said.body().at("/error/status").textValue()).matches("[A-Z_]+");
    }

    @Test
    void anErrorSurvivesItsOwnDialect() {
        Fault fault = new Fault(Kind.RATE_LIMITED, "slow down", "quota", "contents", Duration.ofMillis(1500));
        var said = gemini.writeFault(fault, "r");
        assertThat(gemini.readFault(said.status(), name -> null, Json.bytes(said.body())))
                .isEqualTo(fault);
    }

    @Test
    void anErrorEndsAStreamInItsFraming() throws Exception {
        Fault fault = Fault.of(Kind.OVERLOADED, "busy");
        String error = "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}";
        assertThat(text(gemini.endWithFault(fault, Framing.SSE, "r"))).isEqualTo("data: " + error + "\r\n\r\n");
        JsonNode array =
                Json.read("[{\"candidates\":[]}\n" + text(gemini.endWithFault(fault, Framing.JSON_ARRAY, "r")));
        assertThat(array).hasSize(2);
        assertThat(array.get(1)).isEqualTo(Json.read(error));
    }

    @Test
    void modelsAreListedInPagesIfAsked() {
        List<ModelInfo> models =
                List.of(new ModelInfo("a", 0, "x", 1000L, 100L), new ModelInfo("b/c", 0, "x", null, null));
        assertThat(gemini.writeModels(models, Map.of()).at("/models")).hasSize(2);
        var page = gemini.writeModels(models, Map.of("pageSize", "1"));
        assertThat(page.at("/models/0/name").textValue()).isEqualTo("models/a");
        assertThat(page.at("/models/0/inputTokenLimit").longValue()).isEqualTo(1000);
        var next = gemini.writeModels(
                models, Map.of("pageToken", page.path("nextPageToken").textValue()));
        assertThat(next.at("/models/0/name").textValue()).isEqualTo("models/b/c");
        assertThat(next.has("nextPageToken")).isFalse();
    }

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
