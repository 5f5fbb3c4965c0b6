package io.github.llmrouter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, also what nobody would see. */
public final class Logs extends Handler implements AutoCloseable {

    private static final Logger ROUTER = Logger.getLogger("io.github.llmrouter");
    private static final Logger ROOT = Logger.getLogger("");

    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Level before = ROUTER.getLevel();

    public Logs() {
        setLevel(Level.ALL);
        ROUTER.setLevel(Level.ALL);
        ROOT.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    /** All of it, with stack traces. */
    public String text() {
        return text(Level.ALL);
    }

    /** What is at least as serious as {@code level}. */
    public String text(Level level) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        SimpleFormatter formatter = new SimpleFormatter();
        records.stream()
                .filter(record -> record.getLevel().intValue() >= level.intValue())
                .forEach(record -> {
                    out.println(
                            record.getLevel() + " " + record.getLoggerName() + " " + formatter.formatMessage(record));
                    if (record.getThrown() != null) {
                        record.getThrown().printStackTrace(out);
                    }
                });
        return text.toString();
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROUTER.setLevel(before);
    }
}
