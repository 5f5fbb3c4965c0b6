package io.github.llmrouter.routing;

import java.util.concurrent.atomic.AtomicLong;

/** A moving average in which the newest value counts a fifth. */
final class Latency {

    private static final double NEWEST = 0.2;
    private static final long UNKNOWN = Double.doubleToRawLongBits(-1);

    private final AtomicLong bits = new AtomicLong(UNKNOWN);

    /** Negative while nothing is known. */
    double millis() {
        return Double.longBitsToDouble(bits.get());
    }

    void add(long millis) {
        bits.updateAndGet(old -> Double.doubleToRawLongBits(mixed(Double.longBitsToDouble(old), millis)));
    }

    private static double mixed(double old, long millis) {
        return old < 0 ? millis : old + NEWEST * (millis - old);
    }
}
