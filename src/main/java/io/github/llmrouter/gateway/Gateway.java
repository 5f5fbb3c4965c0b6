package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.dialect.Dialects;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Reservation;
import io.github.llmrouter.routing.Standings;
import io.github.llmrouter.routing.Target;
import io.github.llmrouter.upstream.Outgoing;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.usage.Ledger;
import io.github.llmrouter.usage.Prices;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** The story of one request: choose, forward, relay, account; and when a target fails, the next one. For any number of threads. */
public final class Gateway {

    private final AtomicReference<Snapshot> current;
    private final Tools tools;

    public Gateway(
            Snapshot first,
            Dialects dialects,
            Standings standings,
            Upstream upstream,
            Watch watch,
            Conversions conversions,
            Ledger ledger,
            Prices prices) {
        this.current = new AtomicReference<>(first);
        this.tools = new Tools(
                dialects,
                standings,
                new Dispatch(upstream, conversions),
                watch,
                new Tolls(standings.quotas(), prices),
                new Accounts(ledger, conversions.clock()),
                new RetryBudget(),
                Pause.real(),
                Traces.global());
    }

    /** What all requests share. */
    record Tools(
            Dialects dialects,
            Standings standings,
            Dispatch dispatch,
            Watch watch,
            Tolls tolls,
            Accounts accounts,
            RetryBudget retries,
            Pause pause,
            Traces traces) {}

    public Traces traces() {
        return tools.traces();
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
        tools.retries().request();
        Snapshot now = current.get();
        Plan plan;
        Reservation toll;
        try {
            permit(call);
            toll = tools.tolls().caller(call, now.config());
        } catch (FaultException e) {
            tools.accounts().refused(call, e.fault());
            throw e;
        }
        try (toll) {
            try {
                plan = now.router().plan(call.model(), call::tree, () -> Conversation.key(call));
            } catch (FaultException e) {
                tools.accounts().refused(call, e.fault());
                throw e;
            }
            serve(new Serving(tools, now, call, reply, plan), now, call, reply, toll);
        }
    }

    private void serve(Serving serving, Snapshot now, Call call, Reply reply, Reservation toll) {
        try {
            Tried tried = serving.run();
            boolean answered = !(tried.outcome() instanceof Outcome.Refused);
            if (answered || tried.failure().isEmpty()) {
                toll.settle(serving.used());
            }
            if (tried.attempt().firstContent() != null) {
                now.router().answered(serving.plan(), tried.attempt().target);
            }
            Endings.finish(tried, serving.plan(), reply);
        } catch (FaultException e) {
            ClientStream stream = serving.stream();
            if (stream == null || !stream.begun()) {
                throw e;
            }
            Endings.fail(call, stream, e.fault());
        }
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
        try (Watched watched = tools.watch().enter(nowhere)) {
            Attempt attempt = new Attempt(
                    call, target, tools.dialects().of(target.provider().dialect()), nowhere, watched, 1, () -> {});
            Exchange exchange = Exchange.between(
                    attempt, now.config().server(), tools.dispatch().conversions());
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
}
