package io.github.llmrouter.virtual;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.routing.Failure;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether another model may do better. */
final class Blame {

    private Blame() {}

    static boolean theModel(@Nullable FaultException fault, @Nullable HeldReply error) {
        if (error != null) {
            return switch (error.status()) {
                case 400, 413 -> tooLong(error.text());
                case 422, 499 -> false;
                default -> true;
            };
        }
        return fault != null
                && (fault.fault().kind() == Fault.Kind.CONTEXT_TOO_LONG
                        || Failure.of(fault.fault())
                                .filter(failure -> failure.kind().fallsBack())
                                .isPresent());
    }

    private static boolean tooLong(String text) {
        String said = text.toLowerCase(Locale.ROOT);
        return Stream.of("context_length", "context window", "prompt is too long", "maximum context", "token count")
                .anyMatch(said::contains);
    }
}
