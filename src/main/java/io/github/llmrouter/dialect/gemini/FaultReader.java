package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What Google's errors mean: {@code {"error":{code,message,status,details}}}, sometimes in an array, sometimes not JSON at all. */
final class FaultReader {

    private static final int PROSE = 200;

    private FaultReader() {}

    static Fault read(int status, UnaryOperator<@Nullable String> headers, byte[] body) {
        Fault fault = ofBody(status, body);
        return fault.retryAfter() != null ? fault : fault.withRetryAfter(seconds(headers.apply("retry-after")));
    }

    private static Fault ofBody(int status, byte[] body) {
        try {
            JsonNode json = Json.read(body);
            return of(status, json.isArray() ? json.path(0) : json);
        } catch (IOException e) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            String prose = text.substring(0, text.offsetByCodePoints(0, Math.min(PROSE, codePoints(text))));
            return Fault.of(kind(status), prose.isEmpty() ? "the upstream answered " + status : prose);
        }
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    /** @param answer an object with an {@code error}; {@code status} counts where the error does not say */
    static Fault of(int status, JsonNode answer) {
        JsonNode error = answer.path("error");
        int code = error.path("code").canConvertToInt() ? error.path("code").intValue() : status;
        String message = Stream.of(error.path("message"), error, answer.path("detail"), answer.path("message"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse("the upstream answered " + code);
        String reason = text(detail(error, "ErrorInfo").path("reason"));
        Kind kind = kind(code, error.path("status").asText(""), reason == null ? "" : reason, message);
        String param =
                text(detail(error, "BadRequest").path("fieldViolations").path(0).path("field"));
        return new Fault(
                kind, message, reason, param, delay(detail(error, "RetryInfo").path("retryDelay")));
    }

    private static Kind kind(int code, String status, String reason, String message) {
        if (reason.equals("API_KEY_INVALID") || message.startsWith("API key not valid")) {
            return Kind.UNAUTHENTICATED;
        }
        if (reason.equals("BILLING_DISABLED")) {
            return Kind.BILLING;
        }
        if (code == 400 && message.contains("exceeds the maximum number of tokens")) {
            return Kind.CONTEXT_TOO_LONG;
        }
        return switch (status) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" ->
                code == 413 ? Kind.TOO_LARGE : Kind.INVALID;
            case "UNAUTHENTICATED" -> Kind.UNAUTHENTICATED;
            case "PERMISSION_DENIED" -> Kind.FORBIDDEN;
            case "NOT_FOUND" -> Kind.NOT_FOUND;
            case "ABORTED", "ALREADY_EXISTS" -> Kind.CONFLICT;
            case "RESOURCE_EXHAUSTED" -> Kind.RATE_LIMITED;
            case "UNAVAILABLE" -> Kind.OVERLOADED;
            case "DEADLINE_EXCEEDED" -> Kind.TIMEOUT;
            case "UNIMPLEMENTED" -> Kind.NOT_IMPLEMENTED;
            default -> kind(code);
        };
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 402 -> Kind.BILLING;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 405 -> Kind.METHOD_NOT_ALLOWED;
            case 408, 504 -> Kind.TIMEOUT;
            case 409 -> Kind.CONFLICT;
            case 413 -> Kind.TOO_LARGE;
            case 415 -> Kind.UNSUPPORTED_MEDIA;
            case 422 -> Kind.UNPROCESSABLE;
            case 429 -> Kind.RATE_LIMITED;
            case 499 -> Kind.CLIENT_GONE;
            case 500 -> Kind.INTERNAL;
            case 501 -> Kind.NOT_IMPLEMENTED;
            case 503, 529 -> Kind.OVERLOADED;
            default -> status >= 400 && status < 500 ? Kind.INVALID : Kind.UPSTREAM;
        };
    }

    /** The detail of this type; a missing node if the error has none. */
    private static JsonNode detail(JsonNode error, String type) {
        List<JsonNode> details = StreamSupport.stream(error.path("details").spliterator(), false)
                .filter(detail -> detail.path("@type").asText("").endsWith("google.rpc." + type))
                .toList();
        return details.isEmpty() ? MissingNode.getInstance() : details.getFirst();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    /** As in {@code "34.4s"}. */
    private static @Nullable Duration delay(JsonNode delay) {
        String text = delay.asText("");
        return text.endsWith("s") ? seconds(text.substring(0, text.length() - 1)) : null;
    }

    private static @Nullable Duration seconds(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : Duration.ofMillis(Math.max(
                            0, new BigDecimal(text.strip()).movePointRight(3).longValue()));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
