package io.github.llmrouter.admin;

import io.github.llmrouter.wire.Json;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who did what: one JSON object for each action and each refusal, to the logger {@code io.github.llmrouter.audit}, which the
 * container sends where it must go. Each names the hash of the one before, so that a line that is missing or changed shows; the
 * first after a start has {@code seq} 1 and names none. For any number of threads.
 */
final class Audit {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.audit");

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private long seq;
    private String last = "";

    Audit(InstantSource clock) {
        this.clock = clock;
    }

    /** @param event what happened; gets its number, time and hashes here */
    void record(Json event) {
        lock.lock();
        try {
            event.with("seq", ++seq).with("time", clock.instant().toString()).with("previous", last);
            last = hash(event.toString());
            LOG.log(Level.INFO, event.with("hash", last).toString());
        } finally {
            lock.unlock();
        }
    }

    /** The SHA-256 of an event as it is written, without its own hash. */
    static String hash(String event) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(event.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
