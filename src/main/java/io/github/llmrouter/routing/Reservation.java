package io.github.llmrouter.routing;

/** What a request has taken from its buckets before it is known what it uses. For any thread; each method works once. */
public interface Reservation extends AutoCloseable {

    /**
     * Replaces the estimate by what was really used. The request itself stays counted; an upstream that answered with an error
     * is settled with {@link Amount#NOTHING}.
     */
    void settle(Amount actual);

    /** Gives everything back, the request too, unless it was settled. */
    @Override
    void close();
}
