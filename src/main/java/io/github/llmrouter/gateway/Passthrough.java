package io.github.llmrouter.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.translation.Report;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.Outgoing;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice;
import io.github.llmrouter.wire.Splice.Edit;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.util.List;
import java.util.Map;

/** Both sides speak the same dialect: bytes in, bytes out, one field renamed. */
record Passthrough(Attempt attempt, Config.Server server, Conversions conversions) implements Exchange {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.translation");

    /** Largest answer that is not streamed: bytes. */
    static final int LONGEST = 256 << 20;

    @Override
    public Outgoing request() throws IOException {
        Call call = attempt.call;
        String model = attempt.target.model().upstream();
        String path = call.dialect().path(call.operation(), model, call.stream(), call.query());
        if (call.strict() || !mayBeWrong(call)) {
            return Request.to(attempt, path, Map.of(), body(call, model, call.body()));
        }
        Losses losses = new Losses();
        Aim aim = Efforts.aim(attempt.target);
        Map<String, String> headers = call.dialect().fitHeaders(call.headers(), aim, losses);
        byte[] body = body(call, model, call.dialect().fit(call.body(), aim, losses));
        if (!losses.isEmpty()) {
            String name = call.dialect().name();
            String report = Report.of(name, name, losses);
            attempt.dropped(report);
            LOG.log(Logger.Level.DEBUG, () -> call.requestId() + " " + report);
        }
        return Request.to(attempt, path, headers, body);
    }

    /**
     * Whether the client may have written for another model: the router has chosen this one, or the client is Claude Code, which
     * writes for the newest whatever name it is given. Who names the model itself gets every byte through.
     */
    private boolean mayBeWrong(Call call) {
        return !call.asked().equals(attempt.target.model().name())
                || call.headers().getOrDefault("user-agent", "").startsWith("claude-c");
    }

    private byte[] body(Call call, String model, byte[] fitted) throws IOException {
        byte[] body = fitted;
        boolean fits = fitted == call.body();
        if (!fits || !attempt.target.provider().rewriteBody().isEmpty() || call.effort() != null) {
            if (!((fits ? call.tree().deepCopy() : Json.read(fitted)) instanceof ObjectNode tree)) {
                throw new FaultException(Fault.invalid("the body is not a JSON object", null));
            }
            Efforts.of(call).apply(tree, attempt.target);
            if (call.spans().containsKey("model")) {
                tree.put("model", model);
            }
            Request.rewrite(tree, attempt.target.provider());
            body = Json.bytes(tree);
        } else {
            Span span = call.spans().get("model");
            if (span != null && !span.text().equals(model)) {
                body = Splice.apply(body, List.of(new Edit(span.start(), span.end(), Splice.quoted(model))));
            }
        }
        return asksForUsage() ? call.dialect().askForUsage(body, true) : body;
    }

    private boolean asksForUsage() {
        return attempt.call.stream()
                && !"false".equals(attempt.target.provider().quirks().get("include_usage"));
    }

    @Override
    public Outcome relay(Answer answer, Sender more) throws IOException {
        Call call = attempt.call;
        Framing framing = call.dialect().framing(call.query());
        boolean json = attempt.json(answer);
        if (call.operation() == Operation.GENERATE && !asked(answer, json, framing)) {
            return new Translation(attempt, server, conversions).relay(answer, more);
        }
        return call.stream() ? stream(answer, framing) : whole(answer);
    }

    /** Whether the answer comes in the form that the client asked for. */
    private boolean asked(Answer answer, boolean json, Framing framing) {
        boolean array = json && answer.array();
        if (!attempt.call.stream()) {
            return json && !array;
        }
        return framing == Framing.JSON_ARRAY ? array : !json;
    }

    private Outcome whole(Answer answer) throws IOException {
        byte[] body;
        try (InputStream in = attempt.watched(answer.body())) {
            body = Answer.whole(in, answer.header("content-length"), LONGEST);
        } catch (IOException e) {
            return unread();
        }
        Tap tap = attempt.theirs.tap(attempt.call.operation(), false);
        tap.see(body, 0, body.length);
        tap.end();
        attempt.output(Guess.tokens(body.length));
        Fault fault = tap.fault();
        if (fault != null) {
            return new Outcome.Refused(fault, null);
        }
        if (!tap.complete()) {
            return new Outcome.Refused(
                    Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer is not the JSON object that was expected"),
                    null);
        }
        attempt.content();
        if (attempt.span() != null && attempt.call.operation() == Operation.GENERATE) {
            Traces.read(attempt, body);
        }
        if (renames()) {
            body = Renaming.renamed(body, attempt.theirs.modelPath(false), Splice.quoted(attempt.call.model()));
        }
        try (OutputStream out =
                attempt.reply.begin(answer.status(), attempt.headers(Passing.same(answer)), false, body.length)) {
            out.write(body);
        } catch (IOException e) {
            return new Outcome.Left(tap.usage());
        }
        return new Outcome.Answered(tap.usage());
    }

    private Outcome unread() {
        return attempt.clientLeft()
                ? new Outcome.Left(null)
                : new Outcome.Refused(attempt.fault("the upstream broke off its answer"), null);
    }

    private Outcome stream(Answer answer, Framing framing) throws IOException {
        Outlet outlet = new Outlet(
                attempt.stream(),
                attempt::claim,
                new ClientStream.Head(answer.status(), () -> attempt.headers(Passing.same(answer))),
                framing);
        return new Relay(attempt, outlet, framing, injected(), renames()).run(answer.body());
    }

    /** Whether the client shall read the name that it asked for. */
    private boolean renames() {
        return server.echoRequestedModel() && !attempt.call.model().isEmpty();
    }

    /** Whether the upstream was asked for usage that the client did not ask for. */
    private boolean injected() {
        return asksForUsage() && attempt.theirs.askForUsage(attempt.call.body(), true) != attempt.call.body();
    }
}
