package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Words errors as Google does: code, message and the name of a gRPC status. */
final class FaultWriter {

    private static final String TYPES = "type.googleapis.com/google.rpc.";

    private FaultWriter() {}

    static Said write(Fault fault) {
        Words words = words(fault.kind());
        Json error = Json.object()
                .with("code", words.code)
                .with("message", fault.message())
                .with("status", words.status)
                .withAny(
                        "details",
                        Stream.of(retry(fault.retryAfter()), reason(fault.code()), violation(fault.param()))
                                .flatMap(detail -> detail));
        return new Said(words.code, Json.object().with("error", error).node());
    }

    private record Words(int code, String status) {}

    private static Words words(Fault.Kind kind) {
        return switch (kind) {
            case INVALID, CONTEXT_TOO_LONG, TOO_LARGE, UNPROCESSABLE -> new Words(400, "INVALID_ARGUMENT");
            case UNSUPPORTED_MEDIA -> new Words(415, "INVALID_ARGUMENT");
            case UNAUTHENTICATED -> new Words(401, "UNAUTHENTICATED");
            case BILLING, FORBIDDEN -> new Words(403, "PERMISSION_DENIED");
            case NOT_FOUND -> new Words(404, "NOT_FOUND");
            case METHOD_NOT_ALLOWED -> new Words(405, "UNIMPLEMENTED");
            case CONFLICT -> new Words(409, "ABORTED");
            case RATE_LIMITED -> new Words(429, "RESOURCE_EXHAUSTED");
            case CLIENT_GONE -> new Words(499, "CANCELLED");
            case INTERNAL, UPSTREAM -> new Words(500, "INTERNAL");
            case NOT_IMPLEMENTED -> new Words(501, "UNIMPLEMENTED");
            case OVERLOADED -> new Words(503, "UNAVAILABLE");
            case TIMEOUT -> new Words(504, "DEADLINE_EXCEEDED");
        };
    }

    private static Stream<Json> retry(@Nullable Duration delay) {
        return delay == null ? Stream.empty() : Stream.of(detail("RetryInfo").with("retryDelay", seconds(delay)));
    }

    private static Stream<Json> reason(@Nullable String code) {
        return code == null ? Stream.empty() : Stream.of(detail("ErrorInfo").with("reason", code));
    }

    private static Stream<Json> violation(@Nullable String param) {
        return param == null
                ? Stream.empty()
                : Stream.of(detail("BadRequest")
                        .with("fieldViolations", Stream.of(Json.object().with("field", param))));
    }

    private static Json detail(String type) {
        return Json.object().with("@type", TYPES + type);
    }

    private static String seconds(Duration delay) {
        String fraction = delay.toMillisPart() == 0 ? "" : String.format(Locale.ROOT, ".%03d", delay.toMillisPart());
        return delay.toSeconds() + fraction + "s";
    }
}
