package io.github.llmrouter.routing;

import io.github.llmrouter.chat.Fault;
import java.time.Duration;
import java.util.List;

/** Whether the buckets let a request in. */
public sealed interface Admission {

    /** All of them did; the holder must close the reservation, whatever happens. */
    record Granted(Reservation reservation) implements Admission {}

    /**
     * One of them is full, and nothing was taken from any.
     *
     * @param bucket the one that opens last
     */
    record Refused(Bucket bucket, Duration retryAfter) implements Admission {

        /** As {@link #fault()}, with what is left in the bucket. */
        public Fault fault(Quotas quotas) {
            return fault().withAllowance(
                            quotas.levels(List.of(bucket)).getFirst().allowance());
        }

        public Fault fault() {
            return Fault.of(Fault.Kind.RATE_LIMITED, "Limit '" + bucket.id() + "' is used up")
                    .withCode("rate_limit_exceeded")
                    .withRetryAfter(retryAfter);
        }
    }
}
