package io.github.llmrouter.dialect;

import java.io.IOException;
import java.io.OutputStream;

/** Relays a stream of bytes to an output, less what the client did not ask for. Used by one thread; never flushes. */
public interface Filter {

    /** The next bytes, cut anywhere. A line may be held back until it is complete. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** The stream is over: writes what was held back. Does not close the output. */
    void end() throws IOException;

    /** Holds nothing back. */
    static Filter none(OutputStream out) {
        return new Filter() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void end() {
                // Nothing was held back.
            }
        };
    }
}
