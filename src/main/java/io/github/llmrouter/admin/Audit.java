package io.github.llmrouter.admin;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who did what: one JSON object for each action and each refusal, to the logger {@code io.github.llmrouter.audit}, which the
 * container sends where it must go. Each run of the application is a chain with a name of its own, from {@code start} to {@code
 * stop}: events are numbered, and each names the hash of the one before, so that a line that is missing or changed shows ({@link
 * AuditTrail} looks). Where there is a data directory, the first event names the end of the run before as well. For any number of
 * threads.
 */
public final class Audit implements AutoCloseable {

    /** An event's last field: the SHA-256 of the text before it, closed by a brace. */
    static final String HASH = ",\"hash\":\"";

    /** What others choose is cut: an event is one line, and not a long one. */
    private static final int LONGEST = 256;

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.audit");

    /** Only ASCII, escaped: neither a line's end nor an encoding can change what is hashed. */
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final ReentrantLock lock = new ReentrantLock();
    private final String chain = UUID.randomUUID().toString().substring(0, 13);
    private final AuditHead head;
    private final InstantSource clock;
    private long seq;
    private String last = "";

    /** @param directory where the end of the chain is kept, null for nowhere */
    public Audit(@Nullable Path directory, InstantSource clock) {
        this.head = new AuditHead(directory);
        this.clock = clock;
    }

    /** Says that a run begins. */
    public void start(String configuration) {
        record(Json.object()
                .with("action", "start")
                .with("outcome", "done")
                .with("continues", head.read())
                .with("config_after", configuration));
    }

    /** What somebody does who is not asked who he is: the configuration's file, a JMX console. */
    public <T> T of(
            String action, String means, @Nullable String who, Supplier<String> configuration, Supplier<T> work) {
        Json event = Json.object()
                .with("action", cut(action))
                .with("who", who == null ? null : cut(who))
                .with("by", means)
                .with("config_before", configuration.get());
        String outcome = "failed";
        try {
            T result = work.get();
            outcome = result instanceof String problem && !problem.isEmpty() ? "failed" : "done";
            return result;
        } finally {
            record(event.with("outcome", outcome).with("config_after", configuration.get()));
        }
    }

    /** @param event what happened; gets its number, time and hashes here */
    void record(Json event) {
        lock.lock();
        try {
            ObjectNode node = Json.object()
                    .with("seq", seq + 1)
                    .with("chain", chain)
                    .with("time", clock.instant().toString())
                    .node();
            node.setAll(event.node());
            node.put("previous", last);
            String text = ASCII.writeValueAsString(node);
            last = hash(text);
            seq++;
            LOG.log(Level.INFO, text.substring(0, text.length() - 1) + HASH + last + "\"}");
            head.write(chain, seq, last);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        } finally {
            lock.unlock();
        }
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** @param event as it is written, without its own hash */
    static String hash(String event) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(event.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Says that the run ends, so that lines that are missing at its end show. */
    @Override
    public void close() {
        record(Json.object().with("action", "stop").with("outcome", "done"));
    }
}
