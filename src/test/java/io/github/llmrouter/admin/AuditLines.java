package io.github.llmrouter.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is written to the audit trail while it is open. */
public final class AuditLines extends Handler implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("io.github.llmrouter.audit");

    private final @Nullable Level before = LOGGER.getLevel();
    private final List<String> texts = new CopyOnWriteArrayList<>();

    public AuditLines() {
        LOGGER.setLevel(Level.INFO);
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(this);
    }

    /** The lines, each as it was given to the log. */
    public List<String> texts() {
        return texts;
    }

    public List<JsonNode> events() {
        return texts.stream().map(AuditLines::json).toList();
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void publish(LogRecord line) {
        texts.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(before);
    }
}
