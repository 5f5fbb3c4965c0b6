package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one attempt at one target ended. */
sealed interface Outcome {

    /** The answer is complete and the client has it. */
    record Answered(@Nullable Usage usage) implements Outcome {}

    /** Nothing was sent to the client yet: another target may try. {@code said} is the upstream's own error, if it is one. */
    record Refused(Fault fault, @Nullable Said said) implements Outcome {}

    /** It broke off when the client already had a part; the client was told in its dialect. */
    record Broken(Fault fault, @Nullable Usage usage) implements Outcome {}

    /** The client left; {@code usage} is what was known by then. */
    record Left(@Nullable Usage usage) implements Outcome {}

    /** Another attempt of the same request was faster; this one was given up. */
    record Lost(@Nullable Usage usage) implements Outcome {}

    /** What the upstream told of it. */
    default @Nullable Usage told() {
        return switch (this) {
            case Answered answered -> answered.usage();
            case Left left -> left.usage();
            case Broken broken -> broken.usage();
            case Lost lost -> lost.usage();
            case Refused refused -> null;
        };
    }

    /** An upstream's error answer in its own words. */
    record Said(int status, List<Map.Entry<String, String>> headers, byte[] body) {}
}
