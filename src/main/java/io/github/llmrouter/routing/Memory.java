package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.config.Config;
import java.io.IOException;
import java.lang.System.Logger;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What limits and strategies have counted, in a file, so that the next run goes on with it. Written every second if something has
 * changed; a process that is killed forgets no more than that.
 *
 * <p>Threading: one daemon thread, {@code llm-router-memory}, ended by {@link #close()}.
 */
public final class Memory implements AutoCloseable {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.routing");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Path file;
    private final Standings standings;
    private final Supplier<Now> now;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Thread thread;
    private JsonNode written = JSON.missingNode();
    private boolean closed;
    private boolean failing;

    /** The configuration and routes of this moment. */
    public record Now(Config config, Router router) {}

    private Memory(Path file, Standings standings, Supplier<Now> now) {
        this.file = file;
        this.standings = standings;
        this.now = now;
        this.thread = Thread.ofPlatform().daemon().name("llm-router-memory").unstarted(this::run);
    }

    /** Restores what the file has, and keeps it up to date from now on. */
    public static Memory start(Path file, Standings standings, Supplier<Now> now) {
        Memory memory = new Memory(file, standings, now);
        memory.restore();
        memory.thread.start();
        return memory;
    }

    private void restore() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            JsonNode state = JSON.readTree(Files.readAllBytes(file));
            List<Bucket> buckets =
                    Stream.concat(buckets(), people(state.path("buckets"))).toList();
            for (Bucket bucket : buckets) {
                JsonNode level = state.path("buckets").path(bucket.id());
                if (level.isObject()) {
                    standings
                            .quotas()
                            .restore(
                                    bucket,
                                    Instant.ofEpochMilli(level.path("start").asLong()),
                                    new BigDecimal(level.path("used").asText("0")));
                }
            }
            for (Target target : now.get().router().targets()) {
                standings
                        .of(target)
                        .restore(state.path("tokens").path(target.label()).asLong());
            }
        } catch (IOException | NumberFormatException e) {
            LOG.log(Logger.Level.WARNING, "What limits had counted cannot be read from {0}: {1}", file, e.toString());
        }
    }

    private Stream<Bucket> buckets() {
        Now current = now.get();
        Stream<Bucket> callers = current.config().access().keys().stream()
                .flatMap(key -> Bucket.of("caller/" + key.name(), key.limits()).stream());
        Stream<Bucket> targets =
                current.router().targets().stream().flatMap(target -> current.router().buckets(target).stream());
        return Stream.concat(callers, targets).distinct();
    }

    /** Only the file knows who they are; the configuration says whether they still have such a limit. */
    private Stream<Bucket> people(JsonNode kept) {
        List<Config.Limit> limits = now.get().config().access().principals().stream()
                .flatMap(principal -> principal.limits().stream())
                .distinct()
                .toList();
        return kept.propertyStream()
                .map(Map.Entry::getKey)
                .filter(id -> id.startsWith(Bucket.PEOPLE))
                .flatMap(id -> limits.stream()
                        .filter(limit -> id.endsWith('/' + limit.id()))
                        .map(limit -> new Bucket(id, limit)));
    }

    private ObjectNode state() {
        ObjectNode state = JSON.createObjectNode();
        ObjectNode buckets = state.putObject("buckets");
        List<Level> levels = new ArrayList<>(standings.quotas().levels(buckets().toList()));
        levels.addAll(standings.quotas().people());
        for (Level each : levels) {
            if (each.used().signum() != 0) {
                buckets.putObject(each.bucket().id())
                        .put("start", each.start().toEpochMilli())
                        .put("used", each.used().toPlainString());
            }
        }
        ObjectNode tokens = state.putObject("tokens");
        for (Target target : now.get().router().targets()) {
            long used = standings.of(target).used();
            if (used > 0) {
                tokens.put(target.label(), used);
            }
        }
        return state;
    }

    private void run() {
        boolean more = true;
        while (more) {
            lock.lock();
            try {
                if (!closed) {
                    ended.await(EVERY.toNanos(), TimeUnit.NANOSECONDS);
                }
                more = !closed;
            } catch (InterruptedException e) {
                more = false;
            } finally {
                lock.unlock();
            }
            save();
        }
    }

    private void save() {
        ObjectNode state = state();
        if (state.equals(written)) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, JSON.writeValueAsBytes(state));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = state;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(Logger.Level.WARNING, "What limits count cannot be kept in {0}: {1}", file, e.toString());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
