package io.github.llmrouter.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An answer's body, whose connection is free for the next request as soon as its last byte is read. Closing it earlier aborts the
 * connection: what the provider still had to say would be waited for, and paid. One thread reads; any may close.
 */
final class Body extends InputStream {

    private final InputStream in;
    private final Release release;
    private final AtomicBoolean released = new AtomicBoolean();
    private long missing;

    /** @param length in bytes, negative if the body tells its end in another way */
    Body(InputStream in, long length, Release release) {
        this.in = in;
        this.missing = length;
        this.release = release;
        if (length == 0) {
            release(true);
        }
    }

    /** Gives the connection back. */
    interface Release {

        /** @param whole whether all of the body has been read, so that the connection can be used again */
        void done(boolean whole);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (missing == 0 || length == 0) {
            return length == 0 ? 0 : -1;
        }
        int n = in.read(bytes, offset, length);
        if (n < 0) {
            missing = 0;
            release(true);
        } else if (missing > 0) {
            missing -= n;
            if (missing == 0) {
                release(true);
            }
        }
        return n;
    }

    /** Says that there is something, as long as there may be: Jersey would otherwise read one byte to find out. */
    @Override
    public int available() {
        return missing == 0 ? 0 : 1;
    }

    @Override
    public void close() {
        release(false);
    }

    private void release(boolean whole) {
        if (released.compareAndSet(false, true)) {
            release.done(whole);
        }
    }
}
