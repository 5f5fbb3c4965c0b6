package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Allowance;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.dialect.RetryAfter;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Errors in Anthropic's words, read and written. */
final class Faults {

    /** Anthropic's own status for an overloaded service. */
    private static final int OVERLOADED = 529;

    private static final int EXCERPT = 200;

    private Faults() {}

    static Fault read(int status, UnaryOperator<@Nullable String> headers, byte[] body) {
        return of(tree(body), status, excerpt(body, status)).withRetryAfter(RetryAfter.of(headers, ""));
    }

    /** An error that came inside a 200, as an event or as a body. */
    static Fault inBand(JsonNode body) {
        return of(body, 0, "the upstream reported an error");
    }

    private static Fault of(JsonNode body, int status, String otherwise) {
        JsonNode error = body.path("error");
        String message = Stream.of(error.path("message"), error, body.path("detail"), body.path("message"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse(otherwise);
        String code = error.path("details").path("error_code").textValue();
        return new Fault(kind(error.path("type").asText(), status, message), message, code, null, null);
    }

    private static Kind kind(String type, int status, String message) {
        return switch (type) {
            case "invalid_request_error" -> invalid(status, message.toLowerCase(Locale.ROOT));
            case "authentication_error" -> Kind.UNAUTHENTICATED;
            case "billing_error" -> Kind.BILLING;
            case "permission_error" -> Kind.FORBIDDEN;
            case "not_found_error" -> Kind.NOT_FOUND;
            case "conflict_error" -> Kind.CONFLICT;
            case "request_too_large" -> Kind.TOO_LARGE;
            case "rate_limit_error" -> Kind.RATE_LIMITED;
            case "overloaded_error" -> Kind.OVERLOADED;
            case "timeout_error" -> Kind.TIMEOUT;
            case "api_error" -> status < 400 ? Kind.INTERNAL : byStatus(status);
            default -> byStatus(status);
        };
    }

    /** Anthropic words an exhausted account and an overlong prompt as mere bad requests. */
    private static Kind invalid(int status, String message) {
        if (message.contains("credit balance is too low")) {
            return Kind.BILLING;
        }
        if (message.contains("prompt is too long") || message.contains("exceed context limit")) {
            return Kind.CONTEXT_TOO_LONG;
        }
        return status >= 400 && status < 500 ? byStatus(status) : Kind.INVALID;
    }

    private static Kind byStatus(int status) {
        return switch (status) {
            case 0, 502 -> Kind.UPSTREAM;
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
            case 501 -> Kind.NOT_IMPLEMENTED;
            case 503, OVERLOADED -> Kind.OVERLOADED;
            default -> status < 500 ? Kind.INVALID : Kind.INTERNAL;
        };
    }

    static Said write(Fault fault, String requestId) {
        int status = fault.kind() == Kind.OVERLOADED ? OVERLOADED : fault.kind().status();
        return new Said(
                status,
                body(fault)
                        .with("request_id", requestId.isEmpty() ? null : requestId)
                        .node());
    }

    static Json body(Fault fault) {
        return Json.type("error").with("error", Json.type(type(fault.kind())).with("message", fault.message()));
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case INVALID, CONTEXT_TOO_LONG, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA, UNPROCESSABLE ->
                "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case BILLING -> "billing_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case CONFLICT -> "conflict_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case OVERLOADED -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
            case CLIENT_GONE, INTERNAL, NOT_IMPLEMENTED, UPSTREAM -> "api_error";
        };
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = Json.read(body);
            return tree.isArray() ? tree.path(0) : tree;
        } catch (IOException e) {
            return Json.object().node();
        }
    }

    private static String excerpt(byte[] body, int status) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.isEmpty()
                ? "the upstream answered with status " + status
                : text.substring(0, Math.min(EXCERPT, text.length()));
    }

    /** {@code anthropic-ratelimit-*}, whose times are points in time. */
    static Map<String, String> limitHeaders(Fault fault) {
        Allowance allowance = fault.allowance();
        if (allowance == null) {
            return Map.of();
        }
        String name = "anthropic-ratelimit-" + allowance.unit().name().toLowerCase(Locale.ROOT);
        return Map.of(
                name + "-limit",
                Long.toString(allowance.size()),
                name + "-remaining",
                Long.toString(allowance.left()),
                name + "-reset",
                allowance.resets().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
