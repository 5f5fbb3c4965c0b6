package io.github.llmrouter.routing;

import java.math.BigDecimal;
import java.time.Instant;

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

    public boolean full() {
        return used.compareTo(bucket.size()) >= 0;
    }

    /** What is left, 0 to 1. */
    public double ratio() {
        return full() ? 0 : remaining().doubleValue() / bucket.size().doubleValue();
    }
}
