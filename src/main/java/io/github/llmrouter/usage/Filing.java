package io.github.llmrouter.usage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;

/** Takes over into the database what the journal's segments have more than it, and removes segments that are done with. */
record Filing(Journal journal, Store store) {

    /**
     * One round over all segments.
     *
     * @param most entries in one transaction
     * @return whether there may be more
     */
    boolean run(int most) throws SQLException, IOException {
        boolean more = false;
        for (String segment : journal.segments()) {
            try {
                more |= file(segment, most);
            } catch (NoSuchFileException e) {
                // Somebody else was done with it.
            }
        }
        return more;
    }

    private boolean file(String segment, int most) throws SQLException, IOException {
        long from = store.position(segment);
        Journal.Batch batch = journal.read(segment, from, most);
        if (batch.end() > from) {
            store.take(segment, from, batch.end(), batch.entries());
            return true;
        }
        if (!journal.writesTo(segment)) {
            store.settle();
            if (journal.finished(segment)) {
                store.forget(segment);
            }
        }
        return false;
    }
}
