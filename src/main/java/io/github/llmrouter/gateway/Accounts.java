package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.usage.Entry;
import io.github.llmrouter.usage.Ledger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns outcomes into ledger entries. */
record Accounts(Ledger ledger, InstantSource clock) {

    void record(Tried tried, Plan plan, boolean last) {
        Attempt attempt = tried.attempt();
        Call call = attempt.call;
        Fault fault = fault(tried.outcome());
        Traces.end(tried, status(tried.outcome(), fault), fault, last);
        ledger.record(new Entry(
                clock.instant(),
                call.requestId(),
                call.caller().name(),
                call.dialect().name(),
                call.operation().name().toLowerCase(Locale.ROOT),
                call.model(),
                plan.group().map(Config.Group::name).orElse(""),
                attempt.target.label(),
                attempt.target.provider().name(),
                attempt.target.model().upstream(),
                attempt.target.key().name(),
                call.stream(),
                attempt.number,
                last,
                kind(tried.outcome()),
                status(tried.outcome(), fault),
                fault == null ? null : fault.kind() + ": " + fault.message(),
                tried.usage(),
                tried.cost(),
                attempt.firstContent(),
                attempt.ownTime(),
                since(call)));
    }

    /** A call that no target was tried for. */
    void refused(Call call, Fault fault) {
        ledger.record(new Entry(
                clock.instant(),
                call.requestId(),
                call.caller().name(),
                call.dialect().name(),
                call.operation().name().toLowerCase(Locale.ROOT),
                call.model(),
                "",
                "",
                "",
                "",
                "",
                call.stream(),
                0,
                true,
                Entry.Outcome.REFUSED,
                fault.kind().status(),
                fault.kind() + ": " + fault.message(),
                null,
                null,
                null,
                null,
                since(call)));
    }

    private static Duration since(Call call) {
        return Duration.ofNanos(System.nanoTime() - call.arrived());
    }

    private static Entry.Outcome kind(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered a -> Entry.Outcome.ANSWERED;
            case Outcome.Refused r -> Entry.Outcome.REFUSED;
            case Outcome.Broken b -> Entry.Outcome.BROKEN;
            case Outcome.Left l -> Entry.Outcome.CLIENT_GONE;
            case Outcome.Lost l -> Entry.Outcome.OVERTAKEN;
        };
    }

    private static int status(Outcome outcome, @Nullable Fault fault) {
        return switch (outcome) {
            case Outcome.Answered a -> 200;
            case Outcome.Broken b -> 200;
            case Outcome.Left l -> Fault.Kind.CLIENT_GONE.status();
            case Outcome.Lost l -> Fault.Kind.CLIENT_GONE.status();
            case Outcome.Refused(var any, var said) ->
                said != null
                        ? said.status()
                        : fault == null ? 500 : fault.kind().status();
        };
    }

    private static @Nullable Fault fault(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered a -> null;
            case Outcome.Left l -> null;
            case Outcome.Lost l -> null;
            case Outcome.Refused refused -> refused.fault();
            case Outcome.Broken broken -> broken.fault();
        };
    }
}
