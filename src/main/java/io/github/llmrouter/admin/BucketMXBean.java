package io.github.llmrouter.admin;

/** What one limit counted in its current window. */
public interface BucketMXBean {

    String getOwner();

    /** In requests, tokens or dollars. */
    double getUsed();

    double getRemaining();

    /** When the window ends, in ISO 8601. */
    String getEnds();
}
