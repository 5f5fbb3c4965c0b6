package io.github.llmrouter.dialect.responses;

import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Part;
import java.io.IOException;

/** The output item that is being written. Used by one thread. */
interface OpenItem {

    /** Whether this part belongs into the same item. */
    boolean takes(Part next);

    void start(Part head) throws IOException;

    void grow(Piece piece) throws IOException;

    /** The part is over; the item may wait for another one. */
    void end() throws IOException;

    /** The item is over. To be called once, after {@link #end}. */
    void close() throws IOException;
}
