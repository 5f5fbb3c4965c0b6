package io.github.llmrouter.dialect;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** How OpenAI words an error of each kind: status, type, and the code where the fault has none. */
public enum OpenAiWords {
    INVALID(400, "invalid_request_error", null),
    CONTEXT_TOO_LONG(400, "invalid_request_error", "context_length_exceeded"),
    UNAUTHENTICATED(401, "invalid_request_error", "invalid_api_key"),
    BILLING(429, "insufficient_quota", "insufficient_quota"),
    FORBIDDEN(403, "invalid_request_error", "permission_denied"),
    NOT_FOUND(404, "invalid_request_error", "model_not_found"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", "method_not_allowed"),
    CONFLICT(409, "conflict", null),
    TOO_LARGE(413, "invalid_request_error", "request_too_large"),
    UNSUPPORTED_MEDIA(415, "invalid_request_error", "unsupported_media_type"),
    UNPROCESSABLE(422, "invalid_request_error", null),
    RATE_LIMITED(429, "requests", "rate_limit_exceeded"),
    CLIENT_GONE(499, "invalid_request_error", "client_closed_request"),
    INTERNAL(500, "server_error", null),
    NOT_IMPLEMENTED(501, "invalid_request_error", "not_implemented"),
    UPSTREAM(502, "server_error", "upstream_error"),
    OVERLOADED(503, "server_error", "overloaded"),
    TIMEOUT(504, "timeout", "timeout");

    private final int status;
    private final String type;
    private final @Nullable String code;

    OpenAiWords(int status, String type, @Nullable String code) {
        this.status = status;
        this.type = type;
        this.code = code;
    }

    /** All four members are always there: OpenAI writes the empty ones as null. */
    public static Said of(Fault fault) {
        OpenAiWords words = of(fault.kind());
        Json error = Json.object().with("message", fault.message()).with("type", words.type);
        nullable(error, "param", fault.param());
        nullable(error, "code", fault.code() == null ? words.code : fault.code());
        return new Said(words.status, Json.object().with("error", error).node());
    }

    private static void nullable(Json object, String field, @Nullable String value) {
        if (value == null) {
            object.withNull(field);
        } else {
            object.with(field, value);
        }
    }

    private static OpenAiWords of(Fault.Kind kind) {
        return switch (kind) {
            case INVALID -> INVALID;
            case CONTEXT_TOO_LONG -> CONTEXT_TOO_LONG;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case BILLING -> BILLING;
            case FORBIDDEN -> FORBIDDEN;
            case NOT_FOUND -> NOT_FOUND;
            case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
            case CONFLICT -> CONFLICT;
            case TOO_LARGE -> TOO_LARGE;
            case UNSUPPORTED_MEDIA -> UNSUPPORTED_MEDIA;
            case UNPROCESSABLE -> UNPROCESSABLE;
            case RATE_LIMITED -> RATE_LIMITED;
            case CLIENT_GONE -> CLIENT_GONE;
            case INTERNAL -> INTERNAL;
            case NOT_IMPLEMENTED -> NOT_IMPLEMENTED;
            case UPSTREAM -> UPSTREAM;
            case OVERLOADED -> OVERLOADED;
            case TIMEOUT -> TIMEOUT;
        };
    }
}
