package io.github.llmrouter.access;

import org.jspecify.annotations.Nullable;

/** What a request shows of the one who sends it. */
public interface Visit {

    /** The address at the other end of the connection. */
    String address();

    /**
     * A header that is there exactly once, else null: what a client has sent beside what a proxy has added is believed by nobody.
     *
     * @param name in any case
     */
    @Nullable
    String header(String name);

    /** Whom the container has authenticated, null if nobody. */
    @Nullable
    String user();

    /** Whether the container's user has this role. */
    boolean inRole(String role);

    /** Whether the container may know its user by a cookie, and not by what this request itself shows. */
    boolean session();
}
