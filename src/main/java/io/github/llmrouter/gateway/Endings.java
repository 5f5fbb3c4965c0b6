package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.routing.Plan;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How an answer begins when there is nothing to say yet, and how it ends when nobody could answer. */
final class Endings {

    private Endings() {}

    static ClientStream stream(Call call, Reply reply, Duration heartbeat) {
        Dialect dialect = call.dialect();
        Dialect.Framing framing = dialect.framing(call.query());
        return new ClientStream(reply, type(framing), dialect.heartbeat(framing), heartbeat);
    }

    /** What a stream is called where it is not the usual one. */
    static List<Map.Entry<String, String>> type(Dialect.Framing framing) {
        return switch (framing) {
            case SSE -> List.of();
            case JSON_ARRAY -> List.of(Map.entry("content-type", "application/json"));
        };
    }

    /**
     * The last word: the upstream's own error where the client understands it, else ours.
     *
     * @throws FaultException our own word, still to be said
     */
    static void finish(Tried tried, Plan plan, Reply reply) {
        if (!(tried.outcome() instanceof Outcome.Refused refused)) {
            return;
        }
        Outcome.Said said = refused.said();
        if (said == null) {
            reply.about(tried.attempt().headers(List.of()));
        }
        boolean aside = plan.recoversIn().isPresent() && tried.failure().isPresent();
        if (aside && plan.targets().size() > 1) {
            throw new FaultException(later(refused.fault(), plan));
        }
        if (said == null || reply.begun()) {
            // Of a model's only target, its own error tells more than that it is set aside.
            throw new FaultException(
                    aside ? refused.fault().withRetryAfter(wait(refused.fault(), plan)) : refused.fault());
        }
        try (OutputStream out =
                reply.begin(said.status(), tried.attempt().headers(said.headers()), false, said.body().length)) {
            out.write(said.body());
        } catch (IOException e) {
            // The client left before it could read its error.
        }
    }

    /** Every target is set aside, and the one that would recover first is still not well. */
    private static Fault later(Fault fault, Plan plan) {
        Fault.Kind kind = fault.kind() == Fault.Kind.RATE_LIMITED ? Fault.Kind.RATE_LIMITED : Fault.Kind.OVERLOADED;
        return Fault.of(kind, "every target is set aside for now; the last error was: " + fault.message())
                .withRetryAfter(wait(fault, plan));
    }

    private static Duration wait(Fault fault, Plan plan) {
        Duration recovers = plan.recoversIn().orElse(Duration.ZERO);
        return fault.retryAfter() == null || fault.retryAfter().compareTo(recovers) < 0 ? recovers : fault.retryAfter();
    }

    /** Ends a stream of which the client has got nothing but heartbeats. */
    static void fail(Call call, ClientStream stream, Fault fault) {
        Dialect.Framing framing = call.dialect().framing(call.query());
        try {
            stream.fail(call.dialect().endWithFault(fault, framing, call.requestId()), framing);
        } catch (ClientGoneException e) {
            // Then nobody needs to know.
        }
    }
}
