package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.routing.Target;
import io.github.llmrouter.upstream.Answer;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call put to one target: what both sides of the exchange share, and its clock. Used by one thread. */
final class Attempt {

    private static final int LONGEST_ID = 200;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7E]");

    final Call call;
    final Target target;
    final Dialect theirs;
    final Reply reply;
    final Watched watched;
    final int number;
    private final Runnable answering;
    private long waited;
    private long waitingSince;
    private long firstContent;
    private long ownTime;
    private @Nullable String dropped;
    private String answerId = "";
    private @Nullable ClientStream stream;
    private @Nullable Race race;
    private boolean reached;
    private long output;
    private @Nullable Span span;
    private @Nullable String answeringModel;
    private List<String> finishes = List.of();

    /** @param answering told once, when the first content is there */
    Attempt(Call call, Target target, Dialect theirs, Reply reply, Watched watched, int number, Runnable answering) {
        this.call = call;
        this.target = target;
        this.theirs = theirs;
        this.reply = reply;
        this.watched = watched;
        this.number = number;
        this.answering = answering;
    }

    boolean countsTokens() {
        return call.operation() == Operation.COUNT_TOKENS;
    }

    /** Sends the answer through {@code stream}, and only if it is the first in the race to have one. */
    Attempt toward(@Nullable ClientStream stream, @Nullable Race race) {
        this.stream = stream;
        this.race = race;
        if (race != null) {
            race.enter(this);
        }
        return this;
    }

    /** The way to a client that wants a stream. */
    ClientStream stream() {
        return Objects.requireNonNull(stream);
    }

    /** This attempt is about to answer the client. */
    void claim() {
        if (race != null && !race.claim(this)) {
            throw new Race.LostException();
        }
    }

    /** Whether another attempt was faster. */
    boolean lost() {
        return race != null && race.lost(this);
    }

    /** The upstream has answered, whatever it said. */
    void reached() {
        reached = true;
    }

    /** Whether the upstream has answered at all. */
    boolean wasReached() {
        return reached;
    }

    /** What the answer has come to by now, in tokens, for upstreams that do not tell. */
    void output(long tokens) {
        output = tokens;
    }

    long output() {
        return output;
    }

    void traced(Span begun) {
        span = begun;
    }

    /** Null if nobody traces. */
    @Nullable
    Span span() {
        return span;
    }

    /** What the answer says of itself, as far as it was read: the model that gives it, and why it ended. */
    void told(@Nullable String model, List<String> reasons) {
        if (model != null && !model.isEmpty()) {
            answeringModel = model;
        }
        if (!reasons.isEmpty()) {
            finishes = reasons;
        }
    }

    @Nullable
    String answeringModel() {
        return answeringModel;
    }

    List<String> finishes() {
        return finishes;
    }

    boolean sameDialect() {
        return call.dialect().name().equals(theirs.name());
    }

    void awaitFirstByte() throws Watched.EndedException {
        waitingSince = System.nanoTime();
        watched.awaitFirstByte(target.provider().timeouts().firstByte());
    }

    void awaitMore() throws Watched.EndedException {
        waitingSince = System.nanoTime();
        watched.awaitMore(target.provider().timeouts().idle());
    }

    void resumed() {
        watched.resumed();
        if (!reply.begun()) {
            waited += System.nanoTime() - waitingSince;
        }
    }

    /** The answer has content: from here on no other target. */
    void content() {
        if (firstContent == 0) {
            claim();
            firstContent = System.nanoTime();
            answering.run();
        }
    }

    /** From the client's request to the first content, null if there was none. */
    @Nullable
    Duration firstContent() {
        return firstContent == 0 ? null : Duration.ofNanos(firstContent - call.arrived());
    }

    /** What the upstream calls its answer; a converted one is called otherwise. */
    void answerId(String id) {
        String printable = UNPRINTABLE.matcher(id).replaceAll("");
        answerId = printable.substring(0, Math.min(LONGEST_ID, printable.length()));
    }

    /** What the conversion lost, for the header. */
    void dropped(@Nullable String report) {
        dropped = report;
    }

    /** What the client is told that the conversion lost, null for nothing. */
    @Nullable
    String dropped() {
        return dropped;
    }

    /** Our own headers, ahead of {@code others}. */
    List<Map.Entry<String, String>> headers(List<Map.Entry<String, String>> others) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(others.size() + 5);
        headers.addAll(others);
        headers.add(Map.entry("x-llm-router-model", target.model().upstream()));
        headers.add(Map.entry("x-llm-router-target", target.model().name()));
        headers.add(Map.entry("x-llm-router-attempts", Integer.toString(number)));
        headers.add(Map.entry("x-llm-router-overhead-ms", overhead()));
        if (!answerId.isEmpty()) {
            headers.add(Map.entry("x-llm-router-upstream-id", answerId));
        }
        if (dropped != null) {
            headers.add(Map.entry("x-llm-router-dropped", dropped));
        }
        return headers;
    }

    /** From the request until now, without the time in which the upstream was waited for: nanoseconds. */
    private long spent() {
        return System.nanoTime() - call.arrived() - waited;
    }

    private String overhead() {
        ownTime = spent();
        long micros = ownTime / 1000;
        return micros / 1000 + "." + (micros % 1000) / 100;
    }

    /** Whether the answer is JSON rather than an event stream; may have to wait for its first byte. */
    boolean json(Answer answer) throws IOException {
        awaitMore();
        try {
            return answer.json();
        } finally {
            resumed();
        }
    }

    /** The router's own part of the time to the answer's beginning, null if none began. */
    @Nullable
    Duration ownTime() {
        return ownTime == 0 ? null : Duration.ofNanos(ownTime);
    }

    /** The upstream's bytes, read under the watch's eyes. */
    InputStream watched(InputStream body) {
        return new WatchedInput(this, body);
    }

    /** Why reading the upstream failed: the watch knows more than the exception. */
    Fault fault(String otherwise) {
        Watched.Cause cause = watched.cause();
        if (cause == null) {
            return Fault.of(Fault.Kind.UPSTREAM, otherwise);
        }
        return switch (cause) {
            case FIRST_BYTE_TIMEOUT -> Fault.of(Fault.Kind.TIMEOUT, "the upstream did not begin to answer in time");
            case IDLE_TIMEOUT -> Fault.of(Fault.Kind.TIMEOUT, "the upstream stopped in the middle of its answer");
            case CLIENT_GONE -> Fault.of(Fault.Kind.CLIENT_GONE, "the client has left");
            case LOST -> Fault.of(Fault.Kind.CLIENT_GONE, "another target was faster");
            case SHUTDOWN -> Fault.of(Fault.Kind.OVERLOADED, "the router is shutting down");
        };
    }

    boolean clientLeft() {
        return watched.cause() == Watched.Cause.CLIENT_GONE;
    }
}
