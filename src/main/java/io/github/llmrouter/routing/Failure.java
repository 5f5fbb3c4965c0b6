package io.github.llmrouter.routing;

import io.github.llmrouter.chat.Fault;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a target could not answer. What the client did wrong itself is no failure of the target.
 *
 * @param retryAfter what the upstream asked for, null if it said nothing
 */
public record Failure(Kind kind, @Nullable Duration retryAfter) {

    private static final Pattern BILLING =
            Pattern.compile("billing|quota|credit|payment|insufficient.{0,10}(fund|balance)|balance|spend(ing)? limit");
    private static final Pattern POLICY =
            Pattern.compile("polic(y|ies)|moderation|safety|content.?filter|terms of (service|use)|prohibited");
    /** What a client names by an identifier of its own; an error about it that speaks of a model is about the model. */
    private static final Pattern RESOURCE = Pattern.compile(
            "^(?!.*(model|deployment))(?=.*(not.{0,3}found|no such|not exist|permission)).*"
                + "\\b(files?|responses?|conversations?|containers?|cached.?contents?|prompts?|vector.?stores?|skills?|items?)\\b",
            Pattern.DOTALL);

    private static final Pattern KEY = Pattern.compile("api.?key|token|credential|authenticat|unauthori[sz]ed");

    /** What is known about the cause, and so what it is worth to try. */
    public enum Kind {
        /** No connection, no answer in time, or cut off. */
        NETWORK(Scope.TARGET, true, true),
        /** 408, 409, 5xx, an empty or broken answer. */
        TEMPORARY(Scope.TARGET, true, true),
        RATE_LIMITED(Scope.TARGET, false, true),
        /** The account behind the key has no money. */
        BILLING(Scope.KEY, false, true),
        /** The key is wrong. */
        AUTH(Scope.KEY, false, true),
        /** The key is right but may not use this model. */
        FORBIDDEN(Scope.TARGET, false, true),
        /** The provider's rules forbid this content; another provider would be a way round them. */
        POLICY(Scope.TARGET, false, false),
        NOT_FOUND(Scope.TARGET, false, true),
        /** The target cannot do what was asked, and is none the worse for it. */
        UNSUPPORTED(Scope.TARGET, false, true);

        private final Scope scope;
        private final boolean retriesSame;
        private final boolean fallsBack;

        Kind(Scope scope, boolean retriesSame, boolean fallsBack) {
            this.scope = scope;
            this.retriesSame = retriesSame;
            this.fallsBack = fallsBack;
        }

        Scope scope() {
            return scope;
        }

        /** Whether the same target may succeed within moments. */
        public boolean retriesSame() {
            return retriesSame;
        }

        /** Whether another target may be tried. */
        public boolean fallsBack() {
            return fallsBack;
        }
    }

    /** What is set aside: one model with one key, or the key with all of its models. */
    enum Scope {
        TARGET,
        KEY
    }

    public static Failure of(Kind kind) {
        return new Failure(kind, null);
    }

    /** Classifies what an upstream said; empty if the request itself was at fault or the client left. */
    public static Optional<Failure> of(Fault fault) {
        return Optional.ofNullable(kind(fault)).map(kind -> new Failure(kind, fault.retryAfter()));
    }

    private static @Nullable Kind kind(Fault fault) {
        return switch (fault.kind()) {
            case INVALID,
                    CONTEXT_TOO_LONG,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA,
                    UNPROCESSABLE,
                    CLIENT_GONE -> null;
            case UNAUTHENTICATED -> Kind.AUTH;
            case BILLING -> Kind.BILLING;
            case FORBIDDEN -> forbidden(text(fault));
            case NOT_FOUND -> RESOURCE.matcher(text(fault)).find() ? null : Kind.NOT_FOUND;
            case RATE_LIMITED -> Kind.RATE_LIMITED;
            case TIMEOUT -> Kind.NETWORK;
            case NOT_IMPLEMENTED -> Kind.UNSUPPORTED;
            case CONFLICT, INTERNAL, UPSTREAM, OVERLOADED -> Kind.TEMPORARY;
        };
    }

    private static String text(Fault fault) {
        return (fault.message() + ' ' + (fault.code() == null ? "" : fault.code())).toLowerCase(Locale.ROOT);
    }

    private static @Nullable Kind forbidden(String text) {
        if (RESOURCE.matcher(text).find()) {
            // Gemini's word for a cached content or a file that is not there.
            return null;
        }
        if (BILLING.matcher(text).find()) {
            return Kind.BILLING;
        }
        if (POLICY.matcher(text).find()) {
            return Kind.POLICY;
        }
        return KEY.matcher(text).find() ? Kind.AUTH : Kind.FORBIDDEN;
    }
}
