package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.chat.FaultException;
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

class AnthropicTest {

    private final Anthropic anthropic = new Anthropic();

    @Test
    void thePathsStartWithTheVersion() {
        assertThat(anthropic.path(Operation.GENERATE, "claude", true)).isEqualTo("/v1/messages");
        assertThat(anthropic.path(Operation.COUNT_TOKENS, "claude", false)).isEqualTo("/v1/messages/count_tokens");
        assertThatThrownBy(() -> anthropic.path(Operation.EMBED, "m", false))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("does not embed");
    }

    @Test
    void theVersionIsAddedOnlyIfTheClientSentNone() {
        assertThat(anthropic.headers("k", Map.of()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("x-api-key", "k", "anthropic-version", "2023-06-01"));
        assertThat(anthropic.headers("", Map.of("anthropic-version", "2026-10-21")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-beta,true",
        "anthropic-version,true",
        "x-stainless-arch,true",
        "x-claude-code-session-id,true",
        "x-app,true",
        "x-api-key,false",
        "authorization,false",
        "cookie,false",
        "accept-encoding,false"
    })
    void onlyTheVendorsOwnHeadersPass(String header, boolean passes) {
        assertThat(anthropic.passes(header)).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "529|{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}|OVERLOADED|m",
                "400|{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too"
                        + " long: 9 tokens > 8 maximum\"}}|CONTEXT_TOO_LONG|prompt is too long: 9 tokens > 8 maximum",
                "400|{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Your credit balance is too low to go"
                        + " on\"}}|BILLING|Your credit balance is too low to go on",
                "413|{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"m\"}}|TOO_LARGE|m",
                "504|{\"error\":{\"type\":\"timeout_error\",\"message\":\"m\"}}|TIMEOUT|m",
                "401|{\"detail\":\"Invalid API Key\"}|UNAUTHENTICATED|Invalid API Key",
                "404|{\"message\":\"gone\"}|NOT_FOUND|gone",
                "500|{\"error\":\"text\"}|INTERNAL|text",
                "502|<html>Bad Gateway</html>|UPSTREAM|<html>Bad Gateway</html>",
                "500|[{\"error\":{\"message\":\"wrapped\"}}]|INTERNAL|wrapped",
            })
    void everyShapeOfErrorIsUnderstood(int status, String body, Kind kind, String message) {
        Fault fault = anthropic.readFault(status, header -> null, body.getBytes(StandardCharsets.UTF_8));
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.message()).isEqualTo(message);
    }

    @Test
    void anEmptyErrorBodyStillHasAMessage() {
        assertThat(anthropic.readFault(503, header -> null, new byte[0]).message())
                .contains("503");
    }

    @Test
    void theExacterRetryHintWins() {
        Map<String, String> headers = Map.of("retry-after", "3", "retry-after-ms", "2500");
        assertThat(anthropic.readFault(429, headers::get, new byte[0]).retryAfter())
                .isEqualTo(Duration.ofMillis(2500));
        assertThat(anthropic
                        .readFault(429, Map.of("retry-after", "3")::get, new byte[0])
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(anthropic
                        .readFault(429, Map.of("retry-after", "soon")::get, new byte[0])
                        .retryAfter())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindOfFaultSurvivesBeingWrittenAndRead(Kind kind) {
        var said = anthropic.writeFault(Fault.of(kind, "m"), "req_1");
        assertThat(said.body().path("type").asText()).isEqualTo("error");
        assertThat(said.body().path("error").path("message").asText()).isEqualTo("m");
        assertThat(said.body().path("request_id").asText()).isEqualTo("req_1");
        Kind back = anthropic
                .readFault(said.status(), header -> null, Json.bytes(said.body()))
                .kind();
        assertThat(back).isEqualTo(kind == Kind.CONTEXT_TOO_LONG ? Kind.INVALID : kind);
    }

    @Test
    void anOverloadedUpstreamIs529() {
        assertThat(anthropic.writeFault(Fault.of(Kind.OVERLOADED, "m"), "").status())
                .isEqualTo(529);
    }

    @Test
    void aStreamThatFailsEndsWithAnErrorEvent() {
        String end = new String(
                anthropic.endWithFault(Fault.of(Kind.OVERLOADED, "Over\nloaded"), Framing.SSE, "req_1"),
                StandardCharsets.UTF_8);
        assertThat(end)
                .startsWith("event: error\ndata: {\"type\":\"error\"")
                .endsWith("}\n\n")
                .contains("Over\\nloaded")
                .doesNotContain("message_stop");
    }

    @Test
    void theListOfModelsIsPaged() {
        List<ModelInfo> models = List.of(model("a"), model("b"), model("c"), model("d"));
        assertPage(models, Map.of(), "abcd", false);
        assertPage(models, Map.of("limit", "2"), "ab", true);
        assertPage(models, Map.of("limit", "2", "after_id", "b"), "cd", false);
        assertPage(models, Map.of("limit", "2", "before_id", "d"), "bc", true);
        assertPage(models, Map.of("limit", "2", "before_id", "c"), "ab", false);
        assertPage(models, Map.of("after_id", "d"), "", false);
        assertPage(models, Map.of("limit", "nonsense"), "abcd", false);
    }

    private void assertPage(List<ModelInfo> models, Map<String, String> query, String ids, boolean more) {
        JsonNode page = anthropic.writeModels(models, query);
        assertThat(String.join("", page.path("data").findValuesAsText("id"))).isEqualTo(ids);
        assertThat(page.path("has_more").booleanValue()).isEqualTo(more);
        assertThat(page.path("first_id").textValue()).isEqualTo(ids.isEmpty() ? null : ids.substring(0, 1));
        assertThat(page.path("last_id").textValue()).isEqualTo(ids.isEmpty() ? null : ids.substring(ids.length() - 1));
    }

    @Test
    void aModelHasATypeAndADate() {
        assertThat(anthropic.writeModel(model("a")).toString())
                .isEqualTo(
                        "{\"type\":\"model\",\"id\":\"a\",\"display_name\":\"a\",\"created_at\":\"2025-01-01T00:00:00Z\"}");
    }

    private static ModelInfo model(String id) {
        return new ModelInfo(id, 1735689600, "anthropic", null, null);
    }
}
