package io.github.llmrouter.cli;

import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** The log on standard output. */
final class PrintedLog extends Handler {

    private final PrintWriter out;

    PrintedLog(PrintWriter out) {
        this.out = out;
        setFormatter(new LogLine());
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            out.print(getFormatter().format(entry));
            out.flush();
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
