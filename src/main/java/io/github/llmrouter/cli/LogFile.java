package io.github.llmrouter.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** A log file that keeps its name: when it is full it is moved to {@code name.1} and begins anew. Threads: any. */
final class LogFile extends Handler {

    static final long LIMIT = 10 << 20;

    private final Path file;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private OutputStream out;
    private long size;

    private LogFile(Path file, long limit) throws IOException {
        this.file = file;
        this.limit = limit;
        this.out = append(file);
        this.size = Files.size(file);
        setFormatter(new LogLine());
    }

    static LogFile open(Path file) throws IOException {
        return new LogFile(file, LIMIT);
    }

    /** @param limit bytes after which a new file begins */
    static LogFile open(Path file, long limit) throws IOException {
        return new LogFile(file, limit);
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        byte[] line = getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (size > 0 && size + line.length > limit) {
                rotate();
            }
            out.write(line);
            size += line.length;
        } catch (IOException e) {
            reportError(file.toString(), e, ErrorManager.WRITE_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        // every line is written at once
    }

    @Override
    public void close() {
        lock.lock();
        try {
            out.close();
        } catch (IOException e) {
            reportError(file.toString(), e, ErrorManager.CLOSE_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    private void rotate() throws IOException {
        out.close();
        Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        out = append(file);
        size = 0;
    }

    private static OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
