package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Admission;
import io.github.llmrouter.routing.Amount;
import io.github.llmrouter.routing.Failure;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Reservation;
import io.github.llmrouter.routing.Standing;
import io.github.llmrouter.routing.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its plan: targets are tried one after the other, or two at a time where the group wants that, until one answers.
 *
 * <p>Threading: the request's own thread; a second attempt runs on a virtual thread of its own, which ends before the first does.
 */
final class Serving {

    private final Gateway.Tools tools;
    private final Snapshot now;
    private final Call call;
    private final Reply reply;
    private final Plan plan;
    private final @Nullable ClientStream stream;
    private final AtomicInteger attempts = new AtomicInteger();
    private Amount used = Amount.NOTHING;

    Serving(Gateway.Tools tools, Snapshot now, Call call, Reply reply, Plan plan) {
        this.tools = tools;
        this.now = now;
        this.call = call;
        this.reply = reply;
        this.plan = plan;
        this.stream = call.stream()
                ? Endings.stream(call, reply, now.config().server().heartbeat())
                : null;
    }

    Plan plan() {
        return plan;
    }

    /** What all attempts together have used. */
    Amount used() {
        return used;
    }

    /**
     * Serves the client.
     *
     * @return the attempt that decided the answer
     * @throws FaultException if no target could be called
     */
    Tried run() {
        Steps steps = new Steps(plan, tools.retries(), tools.pause(), call.triesOnce());
        Fault full = null;
        try {
            while (steps.more()) {
                Target target = steps.next();
                switch (tools.tolls().target(call, now.router().buckets(target), target.model())) {
                    case Admission.Refused refused -> {
                        full = sooner(full, refused.fault(tools.standings().quotas()));
                        steps.notCalled();
                    }
                    case Admission.Granted(Reservation toll) -> {
                        Tried tried = tried(steps, target, toll);
                        boolean again = tried.outcome() instanceof Outcome.Refused refused
                                && steps.failed(refused.fault(), tried.failure());
                        record(tried, !again);
                        if (!again) {
                            return tried;
                        }
                    }
                }
            }
        } finally {
            if (stream != null) {
                stream.end();
            }
        }
        Fault fault = full == null ? Fault.of(Fault.Kind.OVERLOADED, "no target is available") : full;
        tools.accounts().refused(call, fault);
        throw new FaultException(fault);
    }

    /** Of several full quotas, the one that opens first. */
    private static Fault sooner(@Nullable Fault one, Fault other) {
        return one == null
                        || one.retryAfter() != null
                                && other.retryAfter() != null
                                && other.retryAfter().compareTo(one.retryAfter()) < 0
                ? other
                : one;
    }

    private void record(Tried tried, boolean last) {
        Amount more = Tolls.amount(tried.usage(), tried.cost());
        used = new Amount(used.tokens() + more.tokens(), used.money().add(more.money()));
        tools.accounts().record(tried, plan, last);
    }

    private Tried tried(Steps steps, Target target, Reservation toll) {
        Duration hedge = plan.group().map(Config.Group::hedgeAfter).orElse(null);
        return hedge == null ? attempt(target, toll, null) : hedged(steps, target, toll, hedge);
    }

    private Tried hedged(Steps steps, Target target, Reservation toll, Duration after) {
        Race race = new Race();
        FutureTask<Optional<Tried>> second = new FutureTask<>(
                tools.traces().carried(() -> race.late(after) ? second(steps, race) : Optional.empty()));
        Thread.ofVirtual().name("llm-router-hedge").start(second);
        Tried one;
        try {
            one = attempt(target, toll, race);
        } finally {
            race.close();
        }
        Tried two = await(second).orElse(null);
        if (two == null) {
            return one;
        }
        boolean firstCounts = one.outcome() instanceof Outcome.Answered
                || one.outcome() instanceof Outcome.Broken
                || one.outcome() instanceof Outcome.Left
                || two.outcome() instanceof Outcome.Lost;
        record(firstCounts ? two : one, false);
        return firstCounts ? one : two;
    }

    private Optional<Tried> second(Steps steps, Race race) {
        return steps.alongside().flatMap(target -> switch (tools.tolls()
                .target(call, now.router().buckets(target), target.model())) {
            case Admission.Granted(Reservation toll) -> Optional.of(attempt(target, toll, race));
            case Admission.Refused refused -> Optional.empty();
        });
    }

    private static Optional<Tried> await(FutureTask<Optional<Tried>> task) {
        while (true) {
            try {
                return task.get();
            } catch (InterruptedException e) {
                // The watch meant the attempt that is over.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private Tried attempt(Target target, Reservation toll, @Nullable Race race) {
        try (toll;
                Standing.Lease lease = tools.standings().of(target).lease();
                Watched watched = tools.watch().enter(reply)) {
            watched.stream(stream);
            Attempt attempt = new Attempt(
                            call,
                            target,
                            tools.dialects().of(target.provider().dialect()),
                            reply,
                            watched,
                            attempts.incrementAndGet(),
                            lease::answering)
                    .toward(stream, race);
            tools.traces().begin(attempt);
            Outcome outcome = tools.dispatch().put(now.config().server(), attempt);
            if (attempt.lost()) {
                outcome = new Outcome.Lost(outcome.told());
            }
            Usage usage = Guess.after(attempt, outcome);
            BigDecimal cost = usage == null
                    ? null
                    : tools.tolls().prices().cost(target.model(), usage).orElse(null);
            Tolls.settle(toll, outcome, attempt.wasReached(), Tolls.amount(usage, cost));
            Optional<Failure> failure = Verdicts.tell(lease, attempt, outcome, usage);
            return new Tried(attempt, outcome, failure, usage, cost);
        }
    }

    /** The way to the client, null if it wants no stream. */
    @Nullable
    ClientStream stream() {
        return stream;
    }
}
