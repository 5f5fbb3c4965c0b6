package io.github.llmrouter.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One line a record: time, level, the package that speaks, message; then the stack trace if there is one. */
final class LogLine extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord entry) {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            out.print(TIME.format(entry.getInstant()));
            out.print(level(entry.getLevel()));
            out.print(source(String.valueOf(entry.getLoggerName())));
            out.print(": ");
            out.println(formatMessage(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(out);
            }
        }
        return text.toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return " ERROR ";
        }
        if (value >= Level.WARNING.intValue()) {
            return " WARN  ";
        }
        if (value >= Level.INFO.intValue()) {
            return " INFO  ";
        }
        return value >= Level.FINE.intValue() ? " DEBUG " : " TRACE ";
    }

    private static String source(String logger) {
        String own = "io.github.llmrouter.";
        return logger.startsWith(own) ? logger.substring(own.length()) : logger;
    }
}
