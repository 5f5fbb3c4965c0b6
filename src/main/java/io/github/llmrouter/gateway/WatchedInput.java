package io.github.llmrouter.gateway;

import java.io.IOException;
import java.io.InputStream;

/** An upstream's body whose silence the watch limits. */
final class WatchedInput extends InputStream {

    private final Attempt attempt;
    private final InputStream in;

    WatchedInput(Attempt attempt, InputStream in) {
        this.attempt = attempt;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        attempt.awaitMore();
        try {
            return in.read();
        } finally {
            attempt.resumed();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        attempt.awaitMore();
        try {
            return in.read(bytes, offset, length);
        } finally {
            attempt.resumed();
        }
    }
}
