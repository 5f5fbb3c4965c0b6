package io.github.llmrouter.routing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * Counts requests, tokens and money against limits. Reserve before the call, settle with what was really used, close in any
 * case. For any number of threads; an implementation must never hold a request up for long.
 */
public interface Quotas {

    /**
     * Takes the estimate from all buckets or from none. A bucket lets a request in while it has room for the estimate; an
     * estimate above a bucket's whole size needs the whole bucket.
     */
    Admission reserve(List<Bucket> buckets, Amount estimate);

    List<Level> levels(List<Bucket> buckets);

    /** Those of people whom no configuration names, as far as somebody has asked in their windows. */
    List<Level> people();

    /** Takes over what an earlier run had counted; ignored if that window is over. */
    void restore(Bucket bucket, Instant start, BigDecimal used);
}
