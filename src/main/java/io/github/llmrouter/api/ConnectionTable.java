package io.github.llmrouter.api;

import java.util.Map;

/**
 * Reads what {@code /proc/net/tcp} says: {@code sl: local:port remote:port state ...}, all in hexadecimal. A busy machine has tens of
 * thousands of lines, most of them of connections that are over, so they are skipped byte by byte. Used by one thread.
 */
final class ConnectionTable {

    private static final int TIME_WAIT = 6;
    private static final int CLOSE = 7;
    private static final int CLOSE_WAIT = 8;

    private final byte[] bytes;
    private int at;

    ConnectionTable(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Puts each connection's {@code local port << 16 | remote port}, and whether its other side still sends. */
    void forEach(Map<Long, Boolean> open) {
        after('\n');
        while (at < bytes.length) {
            after(':');
            after(':');
            long local = hex();
            after(':');
            long remote = hex();
            at++;
            int state = (int) hex();
            if (state != TIME_WAIT) {
                open.merge(local << 16 | remote, state != CLOSE && state != CLOSE_WAIT, Boolean::logicalOr);
            }
            after('\n');
        }
    }

    private void after(char end) {
        while (at < bytes.length && bytes[at] != end) {
            at++;
        }
        at++;
    }

    private long hex() {
        long value = 0;
        for (int digit; at < bytes.length && (digit = Character.digit(bytes[at], 16)) >= 0; at++) {
            value = value << 4 | digit;
        }
        return value;
    }
}
