package io.github.llmrouter.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.translation.Bridge;
import io.github.llmrouter.translation.Digest;
import io.github.llmrouter.translation.Estimate;
import io.github.llmrouter.translation.Origin;
import io.github.llmrouter.translation.Report;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.Outgoing;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The two sides speak different dialects: what the client means is said again in the upstream's words, and back. */
final class Translation implements Exchange {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.translation");

    private final Attempt attempt;
    private final Config.Server server;
    private final Conversions conversions;
    private final Aim aim;
    private final Bridge bridge;
    private final Ask ask;
    private final Losses losses = new Losses();
    private final Chat chat;
    private @Nullable Chat bridged;

    Translation(Attempt attempt, Config.Server server, Conversions conversions) {
        this.attempt = attempt;
        this.server = server;
        this.conversions = conversions;
        Call call = attempt.call;
        String model = attempt.target.model().upstream();
        this.aim = Efforts.aim(attempt.target);
        this.bridge = new Bridge(
                call.dialect(),
                attempt.theirs,
                aim,
                () -> Origin.of(
                        attempt.theirs.name(),
                        attempt.target.provider().base(),
                        attempt.target.key().secret(),
                        model),
                conversions.continuity(),
                call.caller().name());
        this.ask = call.ask();
        if (call.operation() == Operation.EMBED) {
            throw new FaultException(Fault.invalid(
                    "embeddings are not converted between " + call.dialect().name() + " and " + attempt.theirs.name(),
                    "model"));
        }
        this.chat = Efforts.of(call).apply(call.dialect().codec().readRequest(ask, losses));
    }

    @Override
    public Outgoing request() {
        Written written = written();
        attempt.dropped(losses.isEmpty() ? null : report());
        return Request.to(attempt, written.path(), written.headers(), Json.bytes(written.body()));
    }

    /** A converted request, and what it lost on the way. */
    record Written(String path, Map<String, String> headers, ObjectNode body) {}

    Written written() {
        bridged = bridge.there(chat, losses);
        return written(bridged);
    }

    private Written written(Chat bridged) {
        Call call = attempt.call;
        Codec theirs = attempt.theirs.codec();
        ObjectNode body = call.operation() == Operation.COUNT_TOKENS
                ? counting(attempt.theirs).ask(bridged, aim, losses)
                : theirs.writeRequest(bridged, aim, losses);
        refuseIfStrict(call);
        Request.rewrite(body, attempt.target.provider());
        String path = attempt.theirs.path(call.operation(), aim.model(), call.stream(), Map.of("alt", "sse"));
        return new Written(path, theirs.requestHeaders(bridged, aim), body);
    }

    private void refuseIfStrict(Call call) {
        if (call.strict() && !losses.semantic().isEmpty()) {
            String field = losses.semantic().getFirst();
            throw new FaultException(Fault.invalid(
                    "strict: the model that answers here cannot honour " + String.join(", ", losses.semantic()),
                    field));
        }
    }

    Losses losses() {
        return losses;
    }

    String report() {
        return Report.of(attempt.call.dialect().name(), attempt.theirs.name(), losses);
    }

    /** Whether this is a token count that the upstream cannot make. */
    boolean estimates() {
        return attempt.call.operation() == Operation.COUNT_TOKENS
                && attempt.theirs.codec().counting().isEmpty();
    }

    /** The answer to a token count where the upstream has none: our own estimate, marked as such. */
    Outcome estimate() {
        return counted(Estimate.tokens(chat), List.of(Map.entry("x-llm-router-estimated", "true")));
    }

    @Override
    public Outcome relay(Answer answer, Sender more) throws IOException {
        if (attempt.call.operation() == Operation.COUNT_TOKENS) {
            return count(answer);
        }
        Asked asked = new Asked(
                ask,
                chat,
                server.echoRequestedModel() ? attempt.call.asked() : "",
                conversions.clock().instant().getEpochSecond(),
                Digest::id);
        Supplier<List<Map.Entry<String, String>>> headers = () -> {
            attempt.dropped(losses.isEmpty() ? null : report());
            List<Map.Entry<String, String>> all = new ArrayList<>(Passing.converted(answer));
            if (attempt.call.stream()) {
                all.addAll(Endings.type(attempt.call.dialect().framing(attempt.call.query())));
            }
            return attempt.headers(all);
        };
        Conveyor conveyor = attempt.call.stream()
                ? new StreamConveyor(attempt, asked, bridge, headers, losses)
                : new WholeConveyor(attempt, asked, bridge, headers, losses);
        try {
            return conveyor.run(answer, resumes() ? said -> more.send(again(said)) : null);
        } finally {
            log();
        }
    }

    /**
     * Whether it is for us to have a paused answer continued: the vendor can, the client could not, and only the vendor's own tools make
     * a model pause.
     */
    private boolean resumes() {
        return !attempt.sameDialect()
                && attempt.theirs.codec().resumes()
                && bridged != null
                && bridged.tools().stream().anyMatch(Tool.BuiltIn.class::isInstance);
    }

    /** The request again, with what the model has said since. */
    private Outgoing again(List<Turn> said) {
        Chat asked = Objects.requireNonNull(bridged);
        List<Turn> turns = new ArrayList<>(asked.turns());
        turns.addAll(said);
        Written written = written(asked.withTurns(turns));
        return Request.to(attempt, written.path(), written.headers(), Json.bytes(written.body()));
    }

    /** What was lost after the headers had gone to the client stands nowhere else. */
    private void log() {
        if (!losses.isEmpty()) {
            String report = report();
            Logger.Level level = report.equals(attempt.dropped()) ? Logger.Level.DEBUG : Logger.Level.INFO;
            LOG.log(level, () -> "Lost in translation, request " + attempt.call.requestId() + ": " + report);
        }
    }

    private Outcome count(Answer answer) throws IOException {
        long tokens;
        try (InputStream in = attempt.watched(answer.body())) {
            tokens = counting(attempt.theirs).read(Json.read(in.readAllBytes()));
        } catch (JsonProcessingException e) {
            return new Outcome.Refused(
                    Fault.of(Fault.Kind.UPSTREAM, "the upstream's token count cannot be read"), null);
        }
        return counted(tokens, List.of());
    }

    private static Counting counting(Dialect dialect) {
        return dialect.codec().counting().orElseThrow(() -> dialect.lacks(Operation.COUNT_TOKENS));
    }

    private Outcome counted(long tokens, List<Map.Entry<String, String>> headers) {
        byte[] body = Json.bytes(counting(attempt.call.dialect()).write(tokens));
        return WholeConveyor.send(attempt, attempt.headers(headers), body, null);
    }
}
