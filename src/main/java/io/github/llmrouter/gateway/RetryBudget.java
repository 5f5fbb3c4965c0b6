package io.github.llmrouter.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries from amplifying an outage: over all requests, a retry costs ten units, a request earns two, and there are never
 * more than a thousand in store. In a lasting outage at most every fifth request is tried again; a short one is absorbed whole.
 */
final class RetryBudget {

    private static final long MOST = 1000;
    private static final long EARNED = 2;
    private static final long COST = 10;

    private final AtomicLong units = new AtomicLong(MOST);

    void request() {
        units.updateAndGet(now -> Math.min(MOST, now + EARNED));
    }

    boolean retry() {
        return units.getAndUpdate(now -> now >= COST ? now - COST : now) >= COST;
    }
}
