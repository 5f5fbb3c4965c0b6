package io.github.llmrouter.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, before anyone decides how to say it.
 *
 * @param message for the client: the upstream's own words where it had some, without secrets
 * @param code the vendor's machine-readable code ({@code context_length_exceeded}), null if none
 * @param param the field at fault, null if none
 * @param retryAfter when trying again makes sense, null if unknown
 * @param allowance the limit that stood against it, null if none did
 */
public record Fault(
        Kind kind,
        String message,
        @Nullable String code,
        @Nullable String param,
        @Nullable Duration retryAfter,
        @Nullable Allowance allowance) {

    public Fault {
        message = message.isBlank() ? "an error without a message" : message;
    }

    public Fault(
            Kind kind, String message, @Nullable String code, @Nullable String param, @Nullable Duration retryAfter) {
        this(kind, message, code, param, retryAfter, null);
    }

    /** The classes of errors that every dialect can word; {@link #status()} is the usual HTTP status. */
    public enum Kind {
        INVALID(400),
        CONTEXT_TOO_LONG(400),
        UNAUTHENTICATED(401),
        BILLING(402),
        FORBIDDEN(403),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        CONFLICT(409),
        TOO_LARGE(413),
        UNSUPPORTED_MEDIA(415),
        UNPROCESSABLE(422),
        RATE_LIMITED(429),
        CLIENT_GONE(499),
        INTERNAL(500),
        NOT_IMPLEMENTED(501),
        UPSTREAM(502),
        OVERLOADED(503),
        TIMEOUT(504);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    public static Fault of(Kind kind, String message) {
        return new Fault(kind, message, null, null, null);
    }

    public static Fault invalid(String message, @Nullable String param) {
        return new Fault(Kind.INVALID, message, null, param, null);
    }

    public Fault withCode(String code) {
        return new Fault(kind, message, code, param, retryAfter, allowance);
    }

    public Fault withRetryAfter(@Nullable Duration retryAfter) {
        return new Fault(kind, message, code, param, retryAfter, allowance);
    }

    public Fault withMessage(String message) {
        return new Fault(kind, message, code, param, retryAfter, allowance);
    }

    public Fault withAllowance(@Nullable Allowance allowance) {
        return new Fault(kind, message, code, param, retryAfter, allowance);
    }
}
