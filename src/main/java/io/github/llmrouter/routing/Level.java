package io.github.llmrouter.routing;

import io.github.llmrouter.chat.Allowance;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How full a bucket is.
 *
 * @param used may exceed the bucket's size by what estimates fell short of
 * @param start of the current window
 * @param end of the current window: then the bucket is empty again
 */
public record Level(Bucket bucket, BigDecimal used, Instant start, Instant end) {

    /** In the bucket's unit, never negative. */
    public BigDecimal remaining() {
        return bucket.size().subtract(used).max(BigDecimal.ZERO);
    }

    /** As a client is told of it; null for money, which no vendor's API has limits of. */
    public @Nullable Allowance allowance() {
        if (bucket.limit().money() != null) {
            return null;
        }
        Allowance.Unit unit = bucket.limit().tokens() == null ? Allowance.Unit.REQUESTS : Allowance.Unit.TOKENS;
        return new Allowance(unit, bucket.size().longValue(), remaining().longValue(), end);
    }

    public boolean full() {
        return used.compareTo(bucket.size()) >= 0;
    }

    /** What is left, 0 to 1. */
    public double ratio() {
        return full() ? 0 : remaining().doubleValue() / bucket.size().doubleValue();
    }
}
