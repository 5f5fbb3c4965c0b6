package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.llmrouter.chat.Allowance;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fault.Kind;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What errors mean, in all the shapes that OpenAI and those who imitate it give them; both of its dialects read them so. */
public final class OpenAiFaults {

    private static final int LONGEST_TEXT = 200;
    private static final Pattern TAGS = Pattern.compile("(?s)<(script|style).*?</\\1>|<[^>]*>");
    private static final Pattern TOO_LONG =
            Pattern.compile("(?i)maximum context length|context window|context length exceeded|prompt is too long");

    private OpenAiFaults() {}

    /** An error answer with its status. */
    public static Fault read(int status, byte[] body) {
        JsonNode error = parsed(body);
        String message = message(error);
        if (message == null) {
            message = error.isMissingNode() ? plain(body) : "";
        }
        if (message.isBlank()) {
            message = "The upstream answered with status " + status;
        }
        return fault(kind(status, detail(error), message), detail(error), message);
    }

    /** {@code x-ratelimit-*}, whose times are durations such as 6m0s. */
    public static Map<String, String> limitHeaders(Fault fault) {
        Allowance allowance = fault.allowance();
        if (allowance == null) {
            return Map.of();
        }
        String unit = allowance.unit().name().toLowerCase(Locale.ROOT);
        Duration resets = fault.retryAfter() == null ? Duration.ZERO : fault.retryAfter();
        return Map.of(
                "x-ratelimit-limit-" + unit,
                Long.toString(allowance.size()),
                "x-ratelimit-remaining-" + unit,
                Long.toString(allowance.left()),
                "x-ratelimit-reset-" + unit,
                resets.compareTo(Duration.ofSeconds(1)) < 0
                        ? resets.toMillis() + "ms"
                        : (resets.toMinutes() > 0 ? resets.toMinutes() + "m" : "") + resets.toSecondsPart() + "s");
    }

    /** An error inside a 200, null if this is none. */
    public static @Nullable Fault inBand(JsonNode body) {
        JsonNode error = body.path("error");
        boolean said = error.isObject() || error.isTextual();
        boolean other = !said && !body.has("choices") && (body.has("detail") || body.has("message"));
        if (!said && !other) {
            return null;
        }
        String message = message(body);
        if (message == null || message.isBlank()) {
            message = "The upstream reported an error";
        }
        JsonNode detail = detail(body);
        int status = detail.path("code").asInt(0);
        Kind kind = status >= 400 && status < 600 ? kind(status, detail, message) : named(detail, message);
        return fault(kind, detail, message);
    }

    private static Fault fault(Kind kind, JsonNode error, String message) {
        JsonNode code = error.path("code");
        JsonNode param = error.path("param");
        return new Fault(
                kind,
                message,
                code.isTextual() ? code.textValue() : null,
                param.isTextual() ? param.textValue() : null,
                null);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            JsonNode node = Json.read(body);
            return node.isArray() && !node.isEmpty() ? node.get(0) : node;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode detail(JsonNode body) {
        return body.path("error").isObject() ? body.path("error") : body;
    }

    private static @Nullable String message(JsonNode body) {
        JsonNode error = body.path("error");
        for (JsonNode candidate : new JsonNode[] {
            error.path("message"),
            error,
            body.path("detail"),
            body.path("detail").path(0).path("msg"),
            body.path("detail").path("message"),
            body.path("message"),
            body
        }) {
            if (candidate.isTextual()) {
                return candidate.textValue();
            }
        }
        return null;
    }

    /** A proxy's page instead of JSON: what a reader would see of it. */
    private static String plain(byte[] body) {
        String text = TAGS.matcher(new String(body, StandardCharsets.UTF_8))
                .replaceAll(" ")
                .replaceAll("\\s+", " ")
                .strip();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    private static Kind kind(int status, JsonNode error, String message) {
        return switch (status) {
            case 400 -> broke(error) ? Kind.BILLING : tooLong(error, message) ? Kind.CONTEXT_TOO_LONG : Kind.INVALID;
            case 401 -> Kind.UNAUTHENTICATED;
            case 402 -> Kind.BILLING;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 405 -> Kind.METHOD_NOT_ALLOWED;
            case 408, 504, 524 -> Kind.TIMEOUT;
            case 409 -> Kind.CONFLICT;
            case 413 -> tooLong(error, message) ? Kind.CONTEXT_TOO_LONG : Kind.TOO_LARGE;
            case 415 -> Kind.UNSUPPORTED_MEDIA;
            case 422 -> Kind.UNPROCESSABLE;
            case 429 -> broke(error) ? Kind.BILLING : Kind.RATE_LIMITED;
            case 499 -> Kind.CLIENT_GONE;
            case 501 -> Kind.NOT_IMPLEMENTED;
            case 502 -> Kind.UPSTREAM;
            case 503, 529 -> Kind.OVERLOADED;
            default -> status >= 500 || status < 400 ? Kind.INTERNAL : Kind.INVALID;
        };
    }

    /** Without a status, the error's own type and code have to tell. */
    private static Kind named(JsonNode error, String message) {
        String type = error.path("type").asText("").toLowerCase(Locale.ROOT);
        String code = error.path("code").asText("").toLowerCase(Locale.ROOT);
        if (broke(error)) {
            return Kind.BILLING;
        } else if (tooLong(error, message)) {
            return Kind.CONTEXT_TOO_LONG;
        } else if (code.startsWith("rate_limit") || type.startsWith("rate_limit") || type.equals("tokens")) {
            return Kind.RATE_LIMITED;
        } else if (code.equals("invalid_api_key") || type.equals("authentication_error")) {
            return Kind.UNAUTHENTICATED;
        } else if (code.contains("overloaded") || type.contains("overloaded") || code.equals("slow_down")) {
            return Kind.OVERLOADED;
        } else if (code.equals("model_not_found") || type.equals("not_found_error")) {
            return Kind.NOT_FOUND;
        } else if (type.equals("invalid_request_error") || code.startsWith("invalid_")) {
            return Kind.INVALID;
        } else if (type.contains("timeout")) {
            return Kind.TIMEOUT;
        }
        return type.equals("server_error") || code.equals("server_error") ? Kind.INTERNAL : Kind.UPSTREAM;
    }

    private static boolean tooLong(JsonNode error, String message) {
        return error.path("code").asText("").equals("context_length_exceeded")
                || TOO_LONG.matcher(message).find();
    }

    private static boolean broke(JsonNode error) {
        return error.path("code").asText("").equals("insufficient_quota")
                || error.path("type").asText("").equals("insufficient_quota");
    }
}
