package io.github.llmrouter.upstream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A provider could not be reached or broke off; the message holds no credentials and no query. */
public final class UpstreamException extends IOException {

    private static final long serialVersionUID = 1;

    /** What failed: it decides whether trying again can help. */
    public enum Kind {
        REFUSED,
        UNKNOWN_HOST,
        TLS,
        TIMEOUT,
        BROKEN
    }

    private final Kind kind;

    UpstreamException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
