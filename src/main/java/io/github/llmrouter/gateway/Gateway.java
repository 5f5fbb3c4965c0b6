package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Dialects;
import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Standing;
import io.github.llmrouter.routing.Standings;
import io.github.llmrouter.routing.Target;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.Outgoing;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.upstream.UpstreamException;
import io.github.llmrouter.usage.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The story of one request: choose, forward, relay, account; and when a target fails, the next one. For any number of threads. */
public final class Gateway {

    private static final int LONGEST_ERROR = 4 << 20;

    private final AtomicReference<Snapshot> current;
    private final Dialects dialects;
    private final Standings standings;
    private final Upstream upstream;
    private final Watch watch;
    private final Conversions conversions;
    private final Accounts accounts;
    private final RetryBudget retries = new RetryBudget();

    public Gateway(
            Snapshot first,
            Dialects dialects,
            Standings standings,
            Upstream upstream,
            Watch watch,
            Conversions conversions,
            Ledger ledger) {
        this.current = new AtomicReference<>(first);
        this.dialects = dialects;
        this.standings = standings;
        this.upstream = upstream;
        this.watch = watch;
        this.conversions = conversions;
        this.accounts = new Accounts(ledger, conversions.clock());
    }

    public Snapshot snapshot() {
        return current.get();
    }

    /** Requests under way finish with the snapshot they began with. */
    public void replace(Snapshot next) {
        current.set(next);
    }

    /**
     * Answers the call, or throws if nothing has been sent to the client yet. Blocks the calling virtual thread until the answer is
     * complete.
     *
     * @throws FaultException an error that no target could cure, for the client's dialect to word
     */
    public void serve(Call call, Reply reply) {
        retries.request();
        Snapshot now = current.get();
        permit(call);
        Plan plan = now.router().plan(call.model(), call::tree);
        Outcome.Refused last = null;
        int number = 0;
        for (Iterator<Step> steps = new Steps(plan, retries); steps.hasNext(); ) {
            Step step = steps.next();
            number++;
            Attempt attempt = null;
            Outcome outcome;
            try (Standing.Lease lease = standings.of(step.target()).lease();
                    Watched watched = watch.enter(reply)) {
                attempt = new Attempt(
                        call,
                        step.target(),
                        dialects.of(step.target().provider().dialect()),
                        reply,
                        watched,
                        number,
                        lease::answering);
                outcome = Secrets.removed(
                        attempt(now.config().server(), attempt),
                        attempt.target.key().secret());
                Optional<Failure> failure = tell(lease, outcome, watched);
                boolean again = outcome instanceof Outcome.Refused && step.worthMore(failure);
                accounts.record(attempt, plan, outcome, !again);
                if (!again) {
                    finish(outcome, attempt, reply);
                    return;
                }
            }
            last = (Outcome.Refused) outcome;
        }
        throw new FaultException(
                last == null ? Fault.of(Fault.Kind.OVERLOADED, "no target is available") : last.fault());
    }

    /**
     * What {@link #serve} would do first, without calling anybody; it moves the strategies' cursors as a real call would.
     *
     * @throws FaultException what the client would be told
     */
    public Explanation explain(Call call, Reply nowhere) throws IOException {
        Snapshot now = current.get();
        permit(call);
        Plan plan = now.router().plan(call.model(), call::tree);
        Target target = plan.targets().getFirst();
        try (Watched watched = watch.enter(nowhere)) {
            Attempt attempt =
                    new Attempt(call, target, dialects.of(target.provider().dialect()), nowhere, watched, 1, () -> {});
            Exchange exchange = Exchange.between(attempt, now.config().server(), conversions);
            Outgoing request = exchange.request();
            String base = target.provider().base().getRawPath();
            return new Explanation(
                    target,
                    plan.targets().subList(1, plan.targets().size()),
                    plan,
                    exchange instanceof Translation,
                    request.uri().getRawPath().substring(base == null ? 0 : base.length()),
                    request.body(),
                    exchange instanceof Translation translation ? translation.losses() : null);
        }
    }

    private static void permit(Call call) {
        if (!call.caller().models().isEmpty() && !call.caller().models().contains(call.model())) {
            throw new FaultException(
                    Fault.of(Fault.Kind.FORBIDDEN, "this key may not use the model \"" + call.model() + "\"")
                            .withCode("model_not_allowed"));
        }
    }

    private Outcome attempt(Config.Server server, Attempt attempt) {
        Exchange exchange;
        Outgoing request;
        try {
            exchange = Exchange.between(attempt, server, conversions);
            if (exchange instanceof Translation translation && translation.estimates()) {
                return translation.estimate();
            }
            request = exchange.request();
        } catch (FaultException e) {
            return new Outcome.Refused(e.fault(), null);
        } catch (IOException e) {
            return new Outcome.Refused(Fault.invalid("the body cannot be read", null), null);
        }
        try (Answer answer = send(server, attempt, request)) {
            if (!answer.ok() && attempt.countsTokens()) {
                return uncounted(server, attempt, answer);
            }
            return answer.ok() ? exchange.relay(answer) : refused(attempt, answer);
        } catch (FaultException e) {
            return new Outcome.Refused(e.fault(), null);
        } catch (UpstreamException e) {
            return attempt.clientLeft() ? new Outcome.Left(null) : new Outcome.Refused(fault(attempt, e), null);
        } catch (IOException e) {
            return attempt.clientLeft()
                    ? new Outcome.Left(null)
                    : new Outcome.Refused(attempt.fault("the upstream broke off its answer"), null);
        }
    }

    /** An upstream that cannot count is no reason to fail: agents count before nearly every turn. */
    private Outcome uncounted(Config.Server server, Attempt attempt, Answer answer) throws IOException {
        return switch (answer.status()) {
            case 404, 405, 429, 500, 501, 502, 503, 529 -> new Translation(attempt, server, conversions).estimate();
            default -> refused(attempt, answer);
        };
    }

    private Answer send(Config.Server server, Attempt attempt, Outgoing request) throws IOException {
        attempt.awaitFirstByte();
        try {
            return upstream.send(server, attempt.target.provider(), request);
        } finally {
            attempt.resumed();
        }
    }

    private static Fault fault(Attempt attempt, UpstreamException e) {
        if (attempt.watched.cause() != null) {
            return attempt.fault("");
        }
        return switch (e.kind()) {
            case TIMEOUT -> Fault.of(Fault.Kind.TIMEOUT, String.valueOf(e.getMessage()));
            case REFUSED, UNKNOWN_HOST, TLS, BROKEN -> Fault.of(Fault.Kind.UPSTREAM, String.valueOf(e.getMessage()));
        };
    }

    private static Outcome refused(Attempt attempt, Answer answer) throws IOException {
        byte[] body;
        try (InputStream in = attempt.watched(answer.body())) {
            body = in.readNBytes(LONGEST_ERROR);
        }
        byte[] safe = Secrets.removed(body, attempt.target.key().secret());
        Fault fault = attempt.theirs.readFault(answer.status(), answer::header, safe);
        boolean same = attempt.call.dialect().name().equals(attempt.theirs.name());
        return new Outcome.Refused(fault, same ? new Outcome.Said(answer.status(), Passing.same(answer), safe) : null);
    }

    private static Optional<Failure> tell(Standing.Lease lease, Outcome outcome, Watched watched) {
        if (watched.cause() == Watched.Cause.SHUTDOWN) {
            // Our own end is nobody else's fault.
            lease.neutral();
            return Optional.empty();
        }
        return switch (outcome) {
            case Outcome.Answered answered -> {
                used(lease, answered.usage());
                lease.succeeded();
                yield Optional.empty();
            }
            case Outcome.Left left -> {
                used(lease, left.usage());
                lease.neutral();
                yield Optional.empty();
            }
            case Outcome.Broken broken -> {
                used(lease, broken.usage());
                yield failed(lease, broken.fault());
            }
            case Outcome.Refused refused -> failed(lease, refused.fault());
        };
    }

    private static Optional<Failure> failed(Standing.Lease lease, Fault fault) {
        Optional<Failure> failure = Failure.of(fault);
        failure.ifPresentOrElse(lease::failed, lease::neutral);
        return failure;
    }

    private static void used(Standing.Lease lease, @Nullable Usage usage) {
        if (usage != null) {
            lease.used(usage.total());
        }
    }

    /** The last word: the upstream's own error where the client understands it, else ours. */
    private static void finish(Outcome outcome, Attempt attempt, Reply reply) {
        if (!(outcome instanceof Outcome.Refused refused) || reply.begun()) {
            return;
        }
        Outcome.Said said = refused.said();
        if (said == null) {
            throw new FaultException(refused.fault());
        }
        try (OutputStream out =
                reply.begin(said.status(), attempt.headers(said.headers()), false, said.body().length)) {
            out.write(said.body());
        } catch (IOException e) {
            // The client left before it could read its error.
        }
    }

    /** One try at one target, and whether another may follow. */
    interface Step {

        Target target();

        /** Whether, after this failure (none: the request itself was at fault), there is something left to try. */
        boolean worthMore(Optional<Failure> failure);
    }
}
