package io.github.llmrouter.admin;

/** One model at its provider, with one of the provider's keys. */
public interface TargetMXBean {

    String getOwner();

    String getDialect();

    int getRequestsUnderWay();

    /** The part of its weight that it deserves now, 0 to 100. */
    int getHealthPercent();

    /** When it will be tried again, in ISO 8601; empty if it may be used now. */
    String getAsideUntil();

    long getTokensUsed();

    /** Recent milliseconds to the first content, -1 if none was seen. */
    long getLatencyMillis();

    boolean isDisabled();

    /** Forgets every failure. */
    void reset();

    /** Takes it out of use until the next start. */
    void disable();

    /** Takes it into use again. */
    void enable();
}
