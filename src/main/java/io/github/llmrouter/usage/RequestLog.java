package io.github.llmrouter.usage;

import io.github.llmrouter.chat.Usage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** A line in the log for every attempt: no content, no secret. */
public final class RequestLog implements Ledger {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.requests");

    @Override
    public void record(Entry entry) {
        LOG.log(entry.last() ? Level.INFO : Level.WARNING, () -> line(entry));
    }

    static String line(Entry entry) {
        Usage usage = entry.usage();
        Duration first = entry.firstContent();
        return "id=" + entry.requestId() + " caller=" + entry.caller() + " dialect=" + entry.dialect() + " asked="
                + entry.asked() + " target=" + entry.target() + " attempt=" + entry.attempt() + " outcome="
                + entry.outcome() + " status=" + entry.status()
                + (usage == null
                        ? " in=? out=?"
                        : " in=" + usage.totalInput() + " cached=" + usage.cacheRead() + " out=" + usage.output())
                + (first == null ? "" : " first_ms=" + first.toMillis()) + " ms="
                + entry.duration().toMillis() + (entry.error() == null ? "" : " error=\"" + entry.error() + "\"");
    }
}
