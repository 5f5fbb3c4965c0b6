package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.Outgoing;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.upstream.UpstreamException;
import java.io.IOException;
import java.io.InputStream;

/** Puts an attempt to its target and says how it ended. For any thread; blocks until the answer is complete. */
record Dispatch(Upstream upstream, Conversions conversions) {

    private static final int LONGEST_ERROR = 4 << 20;

    Outcome put(Config.Server server, Attempt attempt) {
        return Secrets.removed(exchanged(server, attempt), attempt.target.key().secret());
    }

    private Outcome exchanged(Config.Server server, Attempt attempt) {
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
            attempt.reached();
            if (!answer.ok() && attempt.countsTokens()) {
                return uncounted(server, attempt, answer);
            }
            return answer.ok() ? exchange.relay(answer, more -> send(server, attempt, more)) : refused(attempt, answer);
        } catch (FaultException e) {
            return new Outcome.Refused(e.fault(), null);
        } catch (Race.LostException e) {
            return new Outcome.Lost(null);
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

    /** What an error answer means. */
    static Fault fault(Attempt attempt, Answer answer) throws IOException {
        return fault(attempt, answer, error(attempt, answer));
    }

    private static Fault fault(Attempt attempt, Answer answer, byte[] body) {
        return attempt.theirs.readFault(answer.status(), name -> name == null ? null : answer.header(name), body);
    }

    /** The body of an error answer, without our credentials. */
    private static byte[] error(Attempt attempt, Answer answer) throws IOException {
        try (InputStream in = attempt.watched(answer.body())) {
            return Secrets.removed(
                    in.readNBytes(LONGEST_ERROR), attempt.target.key().secret());
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
        byte[] safe = error(attempt, answer);
        Fault fault = fault(attempt, answer, safe);
        boolean same = attempt.call.dialect().name().equals(attempt.theirs.name());
        return new Outcome.Refused(fault, same ? new Outcome.Said(answer.status(), Passing.same(answer), safe) : null);
    }
}
