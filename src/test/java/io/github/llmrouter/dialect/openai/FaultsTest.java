package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {

    private final Dialect dialect = new OpenAi();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"no\"}}",
                "{\"error\":\"no\"}",
                "{\"detail\":\"no\"}",
                "{\"detail\":[{\"msg\":\"no\"}]}",
                "{\"message\":\"no\"}",
                "[{\"error\":{\"message\":\"no\"}}]",
                "\"no\"",
                "<html><style>b{}</style><body><h1>no</h1></body></html>",
                " no ",
            })
    void messageIsFoundInEveryShape(String body) {
        assertThat(read(500, body).message()).isEqualTo("no");
    }

    @Test
    void emptyBodyIsToldByItsStatus() {
        assertThat(read(502, "").message()).contains("502");
        assertThat(read(502, "").kind()).isEqualTo(Kind.UPSTREAM);
    }

    @ParameterizedTest
    @CsvSource({
        "400,,INVALID",
        "400,context_length_exceeded,CONTEXT_TOO_LONG",
        "401,,UNAUTHENTICATED",
        "402,,BILLING",
        "403,,FORBIDDEN",
        "404,,NOT_FOUND",
        "408,,TIMEOUT",
        "413,,TOO_LARGE",
        "418,,INVALID",
        "422,,UNPROCESSABLE",
        "429,,RATE_LIMITED",
        "429,insufficient_quota,BILLING",
        "500,,INTERNAL",
        "503,,OVERLOADED",
        "529,,OVERLOADED",
        "504,,TIMEOUT",
        "520,,INTERNAL"
    })
    void kindComesFromStatusAndCode(int status, String code, Kind kind) {
        String json = Json.object()
                .with("error", Json.object().with("message", "m").with("code", code))
                .toString();
        assertThat(read(status, json).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after-ms,1500,PT1.5S",
        "retry-after,3,PT3S",
        "retry-after,'Wed, 01 Jan 2025 00:00:10 GMT',PT10S",
        "x,'',PT1.4S"
    })
    void waitComesFromHeadersFirst(String header, String value, Duration wait) {
        Map<String, String> headers = Map.of(header, value, "date", "Wed, 01 Jan 2025 00:00:00 GMT");
        Fault fault = dialect.readFault(
                429,
                headers::get,
                "{\"error\":{\"message\":\"Please try again in 1.4s\"}}".getBytes(StandardCharsets.UTF_8));
        assertThat(fault.retryAfter()).isEqualTo(wait);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindIsWordedWithAllFourMembers(Kind kind) {
        Said said = dialect.writeFault(new Fault(kind, "m", "c", "p", null), "r");
        assertThat(said.status()).isBetween(400, 599);
        assertThat(said.body().path("error").path("message").textValue()).isEqualTo("m");
        assertThat(said.body().path("error").path("code").textValue()).isEqualTo("c");
        assertThat(said.body().path("error").path("param").textValue()).isEqualTo("p");
        assertThat(said.body().path("error").path("type").isTextual()).isTrue();
    }

    @Test
    void absentCodeAndParamAreNull() {
        JsonNode error =
                dialect.writeFault(Fault.of(Kind.INVALID, "m"), "r").body().path("error");
        assertThat(error.has("code") && error.get("code").isNull()).isTrue();
        assertThat(error.has("param") && error.get("param").isNull()).isTrue();
    }

    @Test
    void whatWasWordedIsUnderstood() {
        for (Kind kind : Kind.values()) {
            Said said = dialect.writeFault(Fault.of(kind, "m"), "r");
            assertThat(dialect.readFault(said.status(), name -> null, Json.bytes(said.body()))
                            .kind())
                    .isEqualTo(kind);
        }
    }

    @Test
    void streamEndsWithAnErrorAndWithoutTheDoneMarker() throws IOException {
        byte[] bytes = dialect.endWithFault(Fault.of(Kind.OVERLOADED, "busy"), Dialect.Framing.SSE, "r");
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(text).startsWith("data: {\"error\":").endsWith("\n\n").doesNotContain("[DONE]");
        Fault read = OpenAiFaults.inBand(Json.read(text.substring(6)));
        assertThat(read).isNotNull();
        assertThat(read.message()).isEqualTo("busy");
    }

    private Fault read(int status, String body) {
        return dialect.readFault(status, name -> null, body.getBytes(StandardCharsets.UTF_8));
    }
}
