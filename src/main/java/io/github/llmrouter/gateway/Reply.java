package io.github.llmrouter.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** The way back to the client. */
public interface Reply {

    /**
     * Sends the status line and headers; from here on there is no other answer.
     *
     * @param stream whether every flush must reach the client at once
     * @param length of the body in bytes, -1 if unknown
     */
    OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length)
            throws IOException;

    /** Headers for whatever will be answered, also by others: they tell of the route. Without effect once it has begun. */
    default void about(List<Map.Entry<String, String>> headers) {}

    boolean begun();

    /** Whether the client is known to have left. Any thread may ask; false means only that nobody noticed. */
    boolean clientGone();
}
