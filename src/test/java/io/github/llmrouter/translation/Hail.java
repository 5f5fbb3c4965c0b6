package io.github.llmrouter.translation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many seeded cases, one after the other, none of which may hang. How many: {@code -Dfuzz=100000}; from which seed: {@code
 * -Dfuzz.seed}, so that a failure can be repeated with {@code -Dfuzz=1 -Dfuzz.seed=N}.
 */
final class Hail {

    private static final long PATIENCE_SECONDS = 20;
    private static final long FIRST = Long.getLong("fuzz.seed", 1);

    /** One case. Anything that is thrown fails the test. */
    interface Case {
        void run(long seed);
    }

    private Hail() {}

    static int cases(int usually) {
        return Integer.getInteger("fuzz", usually);
    }

    /** For a case that is repeated: what went in and what came out. */
    static String shown(byte[] in, byte[] out) {
        return cases(0) == 1 ? "\n in: " + new String(in, UTF_8) + "\nout: " + new String(out, UTF_8) : "";
    }

    static void of(String what, int cases, Case one) {
        long[] current = {FIRST};
        int[] failures = {0};
        StringBuilder report = new StringBuilder();
        FutureTask<Void> all = new FutureTask<>(
                () -> {
                    for (long seed = FIRST; seed < FIRST + cases && failures[0] < 15; seed++) {
                        current[0] = seed;
                        attempt(seed, one, failures, report);
                    }
                },
                null);
        Thread thread = Thread.ofPlatform().name("hail").daemon().start(all);
        long watched = -1;
        while (true) {
            try {
                all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                break;
            } catch (TimeoutException e) {
                if (watched == current[0]) {
                    throw new AssertionError(what + ": seed " + watched + " hangs at "
                            + java.util.Arrays.toString(thread.getStackTrace()));
                }
                watched = current[0];
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (failures[0] > 0) {
            throw new AssertionError(what + ":" + report);
        }
        System.out.println(what + ": " + cases + " cases from seed " + FIRST);
    }

    private static void attempt(long seed, Case one, int[] failures, StringBuilder report) {
        try {
            one.run(seed);
        } catch (Throwable e) {
            failures[0]++;
            report.append("\n-Dfuzz=1 -Dfuzz.seed=").append(seed).append(": ").append(e);
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            StackTraceElement[] trace = root.getStackTrace();
            for (int i = 0, shown = 0; i < trace.length && shown < 7; i++) {
                if (trace[i].getClassName().startsWith("io.github.llmrouter")
                        && !trace[i].getClassName().endsWith(".Check")) {
                    report.append("\n    ").append(trace[i]);
                    shown++;
                }
            }
        }
    }
}
