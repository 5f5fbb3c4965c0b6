package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path directory;

    @Test
    void aFullFileIsMovedAndBeginsAnew() throws IOException {
        Path file = directory.resolve("a.log");
        LogFile log = LogFile.open(file, 1000);
        for (int i = 0; i < 30; i++) {
            log.publish(entry("line " + i));
        }
        log.close();

        assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        assertThat(Files.readString(file)).endsWith("line 29" + System.lineSeparator());
        assertThat(Files.readString(directory.resolve("a.log.1"))).doesNotContain("line 29");
    }

    @Test
    void whatIsThereIsKept() throws IOException {
        Path file = Files.writeString(directory.resolve("a.log"), "before\n");
        LogFile log = LogFile.open(file);
        log.publish(entry("after"));
        log.close();

        assertThat(Files.readAllLines(file)).first().isEqualTo("before");
        assertThat(Files.readAllLines(file)).last().asString().endsWith("INFO  routing: after");
    }

    @Test
    void thereAreNoColours() throws IOException {
        Path file = directory.resolve("a.log");
        LogFile log = LogFile.open(file);
        log.publish(entry("plain"));
        log.close();

        assertThat(Files.readString(file)).doesNotContain("\u001b");
    }

    private static LogRecord entry(String message) {
        LogRecord entry = new LogRecord(Level.INFO, message);
        entry.setLoggerName("io.github.llmrouter.routing");
        return entry;
    }
}
