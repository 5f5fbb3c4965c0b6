package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Line;
import io.github.llmrouter.ScriptedUpstream.Request;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of all dialects, some of which leave, before providers of all dialects, some of which fail, for a long time: neither
 * memory, threads, connections, files nor leases grow. {@code -Dsoak.seconds=120} and {@code -Dsoak.seconds=1800} are the long
 * runs, {@code -Dsoak.rate=60} is the number of requests in a second.
 */
class SoakTest {

    private static final int SECONDS = Integer.getInteger("soak.seconds", 30);
    private static final int RATE = Integer.getInteger("soak.rate", 150);
    private static final int LOOKS = 9;
    private static final int AT_ONCE = 64;
    /** The part that is not looked at: classes are loaded and compiled, pools and caches fill. */
    private static final double WARM_UP = Math.min(0.4, 60.0 / SECONDS);

    @TempDir
    private Path directory;

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong left = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong late = new AtomicLong();

    /** What there is of everything at one moment when no request is under way. */
    private record Look(Duration at, long requests, long heap, long threads, long files, long connections) {

        @Override
        public String toString() {
            return "%6d s %8d requests %8.1f MiB %4d threads %4d files %4d connections"
                    .formatted(at.toSeconds(), requests, heap / 1048576.0, threads, files, connections);
        }
    }

    @Test
    void nothingGrows() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(SoakTest::play);
                RunningRouter router = new RunningRouter(config(upstream))) {
            Instant start = Instant.now();
            List<Look> looks = new ArrayList<>();
            load(router, seconds(SECONDS * WARM_UP));
            for (int i = 0; i < LOOKS; i++) {
                load(router, seconds(SECONDS * (1 - WARM_UP) / LOOKS));
                router.awaitSettled();
                upstream.requests().clear();
                Look look = look(upstream, Duration.between(start, Instant.now()));
                looks.add(look);
                System.out.println("soak: " + look);
            }
            System.out.println("soak: " + answered + " answered, " + left + " clients left, " + late
                    + " waited in vain, " + unreadable + " answers unreadable, of " + asked);
            assertThat(unreadable.get()).isZero();
            // A machine that does something else for a quarter of a minute is not the router's fault.
            assertThat(late.get()).isLessThanOrEqualTo(asked.get() / 1000);
            assertThat(answered.get()).isGreaterThan(asked.get() / 2);
            assertThat(router.router().books().dropped()).isZero();
            assertThat(growth(looks, Look::heap))
                    .as("heap after collection: bytes")
                    .isLessThan(8 << 20);
            assertThat(growth(looks, Look::threads)).as("threads").isLessThanOrEqualTo(4);
            assertThat(growth(looks, Look::files)).as("open files").isLessThanOrEqualTo(AT_ONCE);
            assertThat(growth(looks, Look::connections)).as("connections").isLessThanOrEqualTo(AT_ONCE);
            assertThat(looks.getLast().connections).isLessThanOrEqualTo(AT_ONCE * 2);
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** From the median of the first third to the median of the last third. */
    private static long growth(List<Look> looks, ToLongFunction<Look> what) {
        return median(looks.subList(2 * LOOKS / 3, LOOKS), what) - median(looks.subList(0, LOOKS / 3), what);
    }

    private static long median(List<Look> looks, ToLongFunction<Look> what) {
        List<Look> sorted =
                looks.stream().sorted(Comparator.comparingLong(what)).toList();
        return what.applyAsLong(sorted.get(sorted.size() / 2));
    }

    private Look look(ScriptedUpstream upstream, Duration at) {
        Runtime memory = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Look(
                at,
                asked.get(),
                memory.totalMemory() - memory.freeMemory(),
                threads(),
                system.getOpenFileDescriptorCount(),
                upstream.open());
    }

    /** Without pools that grow and shrink as they like, none of which are the router's. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("qtp") && !name.startsWith("ForkJoinPool"))
                .filter(name -> !name.startsWith("HttpClient") && !name.contains("-unparker"))
                .count();
    }

    private String config(ScriptedUpstream upstream) {
        return """
            server: {data_dir: "%s", timeouts: {connect: 2s, first_byte: 2s, idle: 2s}}
            %s
            router_settings:
              model_groups:
                - {name: mixed, strategy: auto, models: [{name: m}, {name: r}, {name: a}, {name: g}], affinity: 10m}
                - {name: hedged, strategy: least-usage, models: [{name: a}, {name: m}], fallbacks: [g], hedge_after: 20ms}
            access:
              keys:
                - {name: blue, key: sk-blue-0123456789, limits: [{requests: 100000000, window: month}, {tokens: 1000000000, window: day}]}
                - {name: poor, key: sk-poor-0123456789, limits: [{requests: 5, window: second}]}
            """.formatted(directory, Side.models(upstream.base()));
    }

    /** A provider with all its moods; what it does is drawn for each request. */
    private static void play(Request request, Line line) throws Exception {
        Side side = Side.of(request);
        switch (ThreadLocalRandom.current().nextInt(40)) {
            case 0 -> line.reset();
            case 1 -> line.json(500, "{\"error\":{\"message\":\"broken\"}}");
            case 2 -> {
                line.events();
                line.chunk(side.events().getFirst());
                line.reset();
            }
            case 3 -> line.json(429, "{\"error\":{\"message\":\"slow down\"}}", "retry-after: 0");
            case 4 -> {
                line.events();
                line.end();
            }
            case 5 -> line.raw("garbage\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            case 6 -> {
                line.pause(60);
                side.play(request, line);
            }
            case 7 -> line.json(200, "{\"error\":{\"message\":\"broken inside\",\"type\":\"server_error\"}}");
            default -> side.play(request, line);
        }
    }

    private void load(RunningRouter router, Duration time) throws InterruptedException {
        Semaphore free = new Semaphore(AT_ONCE);
        long began = System.nanoTime();
        long count = time.toMillis() * RATE / 1000;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < count; i++) {
                LockSupport.parkNanos(began + i * 1_000_000_000 / RATE - System.nanoTime());
                free.acquire();
                // Neighbouring seeds alone begin alike.
                long number = asked.incrementAndGet();
                clients.execute(() -> {
                    try {
                        ask(router, new Random(number * 0x9E3779B97F4A7C15L));
                    } finally {
                        free.release();
                    }
                });
            }
        }
    }

    private void ask(RunningRouter router, Random random) {
        Side side = Side.values()[random.nextInt(4)];
        String model = List.of("m", "r", "a", "g", "mixed", "hedged").get(random.nextInt(6));
        boolean stream = random.nextBoolean();
        String key = "authorization: Bearer " + (random.nextInt(20) == 0 ? "sk-poor-0123456789" : "sk-blue-0123456789");
        String body = side.body(model, stream);
        try (RawClient client = new RawClient(router.port())) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    client.post(side.path(model, stream), body, key);
                    LockSupport.parkNanos(random.nextInt(5_000_000));
                    client.reset();
                    left.incrementAndGet();
                }
                case 1 -> {
                    client.request("POST", side.path(model, stream), "Content-Length: 100", key);
                    left.incrementAndGet();
                }
                case 2 -> {
                    client.post(side.path(model, stream), body, "authorization: Bearer wrong");
                    client.text(client.head());
                    answered.incrementAndGet();
                }
                default -> {
                    RawClient.Head head =
                            client.post(side.path(model, stream), body, key).head();
                    client.text(head);
                    answered.incrementAndGet();
                }
            }
        } catch (SocketTimeoutException e) {
            late.incrementAndGet();
        } catch (IOException | UncheckedIOException e) {
            if (unreadable.getAndIncrement() < 10) {
                System.out.println("soak: " + side + " " + model + (stream ? " streamed: " : ": ") + e);
            }
        }
    }
}
