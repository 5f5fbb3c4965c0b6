package io.github.llmrouter.usage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries on disk, one line each, in segments that are only ever appended to. A segment belongs to the process that holds its lock;
 * one whose owner has died is read by whoever comes next. {@link #append} is for one thread, reading for another.
 */
final class Journal implements AutoCloseable {

    private static final long LONGEST_SEGMENT = 16 << 20;
    private static final int RECENT = 32;
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final InstantSource clock;
    private @Nullable FileChannel channel;
    private @Nullable FileChannel lock;
    private volatile @Nullable String current;
    private volatile long committed;
    private final Deque<Group> recent = new ConcurrentLinkedDeque<>();
    private final AtomicInteger groups = new AtomicInteger();

    /** @param directory is made if need be */
    Journal(Path directory, InstantSource clock) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.clock = clock;
    }

    /**
     * Appends entries and waits until they are on the disk.
     *
     * @throws IOException if the disk is full or broken: then nothing of them is there
     */
    void append(List<Entry> entries) throws IOException {
        FileChannel to = segment();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        entries.forEach(entry -> lines.writeBytes(EntryLine.write(entry)));
        long before = to.position();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
            to.force(false);
        } catch (IOException e) {
            to.truncate(before);
            throw e;
        }
        committed = to.position();
        recent.addLast(new Group(String.valueOf(current), before, new Batch(List.copyOf(entries), committed)));
        if (groups.incrementAndGet() > RECENT) {
            recent.pollFirst();
            groups.decrementAndGet();
        }
    }

    /** What was just written need not be read and parsed again. */
    private @Nullable Batch remembered(String segment, long position, int most) {
        List<Entry> entries = new ArrayList<>();
        long at = position;
        for (Group group : recent) {
            if (group.segment.equals(segment) && group.start == at && entries.size() < most) {
                entries.addAll(group.batch.entries());
                at = group.batch.end();
            }
        }
        return at == position ? null : new Batch(entries, at);
    }

    /** One append, and where it begins. */
    private record Group(String segment, long start, Batch batch) {}

    private FileChannel segment() throws IOException {
        FileChannel open = channel;
        if (open != null && open.position() < LONGEST_SEGMENT) {
            return open;
        }
        String name = String.format(
                "usage-%014d-%08x%s",
                clock.millis(), ThreadLocalRandom.current().nextInt(), SUFFIX);
        FileChannel mark = FileChannel.open(lockOf(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel fresh;
        try {
            mark.lock();
            fresh = FileChannel.open(directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            mark.close();
            Files.deleteIfExists(lockOf(name));
            throw e;
        }
        committed = 0;
        current = name;
        channel = fresh;
        if (open != null) {
            open.close();
        }
        if (lock != null) {
            lock.close();
        }
        lock = mark;
        return fresh;
    }

    /** A file of its own: the system gives up a lock when any reader of its file is closed. */
    private Path lockOf(String segment) {
        return directory.resolve(segment + ".lock");
    }

    /** All segments, the oldest first. */
    List<String> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** The next entries of a segment. {@code end} is the position behind them. */
    record Batch(List<Entry> entries, long end) {}

    /**
     * Reads on from {@code position}, at most {@code most} entries; a line that is not finished is not read yet, one that is damaged
     * is left out.
     */
    Batch read(String segment, long position, int most) throws IOException {
        Batch known = remembered(segment, position, most);
        if (known != null) {
            return known;
        }
        long limit = segment.equals(current) ? committed : Long.MAX_VALUE;
        List<Entry> entries = new ArrayList<>();
        long at = position;
        try (FileChannel from = FileChannel.open(directory.resolve(segment), StandardOpenOption.READ)) {
            from.position(position);
            InputStream in = new java.io.BufferedInputStream(Channels.newInputStream(from), 1 << 16);
            ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
            for (int b; entries.size() < most && at + line.size() < limit && (b = in.read()) >= 0; ) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                at += line.size() + 1;
                read(line.toString(StandardCharsets.UTF_8), entries);
                line.reset();
            }
        }
        return new Batch(entries, at);
    }

    private static void read(String line, List<Entry> entries) {
        try {
            entries.add(EntryLine.read(line));
        } catch (IOException e) {
            System.getLogger("io.github.llmrouter.usage")
                    .log(System.Logger.Level.WARNING, "A line of the journal is damaged and left out");
        }
    }

    /** Whether this is the segment that {@link #append} writes to. */
    boolean writesTo(String segment) {
        return segment.equals(current);
    }

    /** Removes a segment that was read to its end, unless somebody still writes to it. */
    boolean finished(String segment) throws IOException {
        try (FileChannel owner =
                FileChannel.open(lockOf(segment), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (owner.tryLock() == null) {
                return false;
            }
            Files.deleteIfExists(directory.resolve(segment));
            Files.deleteIfExists(lockOf(segment));
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // What was appended is on the disk.
        }
        current = null;
    }
}
