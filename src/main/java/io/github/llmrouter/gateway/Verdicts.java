package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Standing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a target's standing what an attempt says about it. */
final class Verdicts {

    private Verdicts() {}

    /** @return the target's failure, empty if it has none */
    static Optional<Failure> tell(Standing.Lease lease, Attempt attempt, Outcome outcome, @Nullable Usage usage) {
        if (usage != null) {
            lease.used(usage.total());
        }
        if (attempt.watched.cause() == Watched.Cause.SHUTDOWN) {
            // Our own end is nobody else's fault.
            lease.neutral();
            return Optional.empty();
        }
        return switch (outcome) {
            // Many an upstream cannot count, and answers all the same.
            case Outcome.Answered counted when attempt.countsTokens() -> neutral(lease);
            case Outcome.Answered answered -> {
                lease.succeeded();
                yield Optional.empty();
            }
            case Outcome.Left left -> neutral(lease);
            case Outcome.Lost lost -> neutral(lease);
            case Outcome.Broken broken -> failed(lease, attempt, broken.fault());
            case Outcome.Refused refused -> failed(lease, attempt, refused.fault());
        };
    }

    private static Optional<Failure> neutral(Standing.Lease lease) {
        lease.neutral();
        return Optional.empty();
    }

    private static Optional<Failure> failed(Standing.Lease lease, Attempt attempt, Fault fault) {
        Optional<Failure> failure = Failure.of(fault);
        if (failure.isEmpty() || attempt.countsTokens()) {
            lease.neutral();
        } else {
            lease.failed(failure.get(), fault.message());
        }
        return failure;
    }
}
