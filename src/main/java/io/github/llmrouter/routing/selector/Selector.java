package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * A compiled jq condition over a client's body. Whoever writes it is trusted, whoever writes the bodies is not: an evaluation
 * sees nothing but the body and is bounded in time, steps and depth. Immutable but for its counters; for any thread.
 */
public final class Selector {

    /** How long one evaluation may take. */
    static final Duration TIME = Duration.ofMillis(50);

    /** How many steps one evaluation may take; some ten milliseconds. */
    static final long STEPS = 1_000_000;

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.routing");
    private static final long WARN_EVERY = Duration.ofMinutes(1).toNanos();

    private final String text;
    private final Filter filter;
    private final LongSupplier nanoTime;
    private final LongAdder failures = new LongAdder();
    private final AtomicLong nextWarning;

    private Selector(String text, Filter filter, LongSupplier nanoTime) {
        this.text = text;
        this.filter = filter;
        this.nanoTime = nanoTime;
        this.nextWarning = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Checks the whole program: syntax, the names and arities of functions, variables, labels.
     *
     * @throws SelectorException with the position of the first mistake
     */
    public static Selector compile(String jq) throws SelectorException {
        return compile(jq, System::nanoTime);
    }

    /** @param nanoTime counts like {@link System#nanoTime} */
    static Selector compile(String jq, LongSupplier nanoTime) throws SelectorException {
        try {
            return new Selector(jq, Parser.parse(jq), nanoTime);
        } catch (StackOverflowError e) {
            throw new SelectorException("the selector is nested too deeply", 1, 1);
        }
    }

    /**
     * Whether the first output for this body is boolean true. An evaluation that fails, or asks for more than its share, means
     * no; it is counted, and logged at most once a minute.
     */
    public boolean matches(JsonNode body) {
        try {
            return Streams.first(filter, new Frame(budget()), body) == BooleanNode.TRUE;
        } catch (Raised e) {
            return failed(e.summary());
        } catch (Budget.Exhausted e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            return failed("deeper recursion than the stack allows");
        } catch (RuntimeException e) {
            return failed(e.getClass().getSimpleName());
        }
    }

    private Budget budget() {
        return new Budget(nanoTime, TIME.toNanos(), STEPS);
    }

    private boolean failed(String why) {
        failures.increment();
        long now = nanoTime.getAsLong();
        long due = nextWarning.get();
        if (now - due >= 0 && nextWarning.compareAndSet(due, now + WARN_EVERY)) {
            LOG.log(System.Logger.Level.WARNING, "selector {0} failed ({1} times so far): {2}", text, failures(), why);
        }
        return false;
    }

    /** How many evaluations have failed since the selector was compiled. */
    public long failures() {
        return failures.sum();
    }

    /** The program as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
