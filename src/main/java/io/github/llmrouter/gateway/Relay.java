package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.dialect.Filter;
import io.github.llmrouter.dialect.Tap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Passes a stream on as it comes: each read is written and flushed first and looked at afterwards. Used by one thread. */
final class Relay {

    private static final int CHUNK = 8192;

    private final Attempt attempt;
    private final Outlet outlet;
    private final Framing framing;
    private final Tap tap;
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final @Nullable Renaming renaming;
    private final @Nullable Filter filter;
    private boolean begun;

    /**
     * @param injected whether the stream tells usage that the client did not ask for
     * @param renames whether the stream shall name the model that was asked for
     */
    Relay(Attempt attempt, Outlet outlet, Framing framing, boolean injected, boolean renames) {
        this.attempt = attempt;
        this.outlet = outlet;
        this.framing = framing;
        this.tap = attempt.theirs.tap(attempt.call.operation(), true);
        this.renaming =
                renames ? new Renaming(passed, framing, attempt.theirs.modelPath(true), attempt.call.model()) : null;
        this.filter = injected ? attempt.theirs.withoutUsage(renaming == null ? passed : renaming) : renaming;
    }

    Outcome run(InputStream body) {
        InputStream in = attempt.watched(body);
        byte[] chunk = new byte[CHUNK];
        try {
            for (int n; (n = in.read(chunk)) >= 0; ) {
                if (n > 0 && !pass(chunk, n)) {
                    return refused();
                }
            }
            return ended();
        } catch (ClientGoneException e) {
            return new Outcome.Left(tap.usage());
        } catch (IOException e) {
            return cut();
        } catch (Race.LostException e) {
            return new Outcome.Lost(tap.usage());
        } finally {
            attempt.output(tap.events());
            attempt.told(tap.model(), tap.finishes());
        }
    }

    /** A provider that only forgets to say goodbye has answered. */
    private Outcome cut() {
        if (!attempt.clientLeft() && tap.complete() && tap.fault() == null) {
            try {
                return ended();
            } catch (IOException e) {
                return new Outcome.Left(tap.usage());
            }
        }
        return broken(attempt.fault("the upstream broke off its answer"));
    }

    /** False if the upstream failed before the client saw anything. */
    private boolean pass(byte[] chunk, int length) throws IOException {
        if (begun) {
            write(chunk, length);
            tap.see(chunk, 0, length);
            return true;
        }
        tap.see(chunk, 0, length);
        if (tap.fault() != null && !outlet.open()) {
            return false;
        }
        hold(chunk, length);
        if (tap.content() || tap.complete()) {
            attempt.content();
            outlet.release();
            begun = true;
        }
        return true;
    }

    private void hold(byte[] chunk, int length) throws IOException {
        if (filter == null) {
            outlet.hold(chunk, 0, length);
        } else {
            filter.write(chunk, 0, length);
            outlet.hold(passed.toByteArray(), 0, passed.size());
            passed.reset();
        }
    }

    private void write(byte[] chunk, int length) throws IOException {
        if (filter == null) {
            outlet.write(chunk, 0, length);
        } else {
            filter.write(chunk, 0, length);
            drain();
        }
    }

    private void drain() throws ClientGoneException {
        if (passed.size() > 0) {
            outlet.write(passed.toByteArray(), 0, passed.size());
            passed.reset();
        }
    }

    private Outcome ended() throws IOException {
        tap.end();
        if (!outlet.open() && (tap.fault() != null || !tap.complete())) {
            return refused();
        }
        if (filter != null) {
            filter.end();
            if (renaming != null) {
                renaming.end();
            }
            drain();
        }
        Fault fault = tap.fault();
        if (fault == null && !tap.complete()) {
            return broken(Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer ended before it was complete"));
        }
        outlet.finish();
        if (fault != null) {
            return new Outcome.Broken(fault, tap.usage());
        }
        return new Outcome.Answered(tap.usage());
    }

    private Outcome refused() {
        outlet.discard();
        Fault fault = tap.fault();
        return new Outcome.Refused(
                fault == null ? attempt.fault("the upstream's answer ended before it had any content") : fault, null);
    }

    private Outcome broken(Fault fault) {
        if (attempt.clientLeft() || outlet.failed()) {
            return new Outcome.Left(tap.usage());
        }
        if (!outlet.open()) {
            outlet.discard();
            return new Outcome.Refused(fault, null);
        }
        try {
            outlet.fail(attempt.theirs.endWithFault(fault, framing, attempt.call.requestId()));
            return new Outcome.Broken(fault, tap.usage());
        } catch (ClientGoneException e) {
            return new Outcome.Left(tap.usage());
        }
    }
}
