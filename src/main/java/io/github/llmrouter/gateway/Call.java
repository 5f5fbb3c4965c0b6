package io.github.llmrouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked, as it asked it. The body stays bytes; it becomes a tree only if a selector, a rewrite or a translation
 * looks. Used by one thread.
 */
public final class Call {

    private final String requestId;
    private final Caller caller;
    private final Dialect dialect;
    private final Operation operation;
    private final String model;
    private final boolean stream;
    private final byte[] body;
    private final Map<String, Span> spans;
    private final Map<String, String> headers;
    private final Map<String, String> query;
    private final long arrived;
    private final String asked;
    private final boolean once;
    private final @Nullable Effort effort;
    private @Nullable JsonNode tree;

    /**
     * @param model the name asked for, empty if the client named none
     * @param spans where {@code model} and {@code stream} stand in the body, as far as they do
     * @param headers names in lower case, without credentials
     * @param query decoded, without credentials
     */
    public Call(
            String requestId,
            Caller caller,
            Dialect dialect,
            Operation operation,
            String model,
            boolean stream,
            byte[] body,
            Map<String, Span> spans,
            Map<String, String> headers,
            Map<String, String> query) {
        this.requestId = requestId;
        this.caller = caller;
        this.dialect = dialect;
        this.operation = operation;
        this.model = model;
        this.stream = stream;
        this.body = body;
        this.spans = spans;
        this.headers = headers;
        this.query = query;
        this.arrived = System.nanoTime();
        this.asked = model;
        this.once = false;
        this.effort = null;
    }

    private Call(Call like, Caller caller, String model, boolean once, @Nullable Effort effort) {
        this.requestId = like.requestId;
        this.caller = caller;
        this.dialect = like.dialect;
        this.operation = like.operation;
        this.model = model;
        this.stream = like.stream;
        this.body = like.body;
        this.spans = like.spans;
        this.headers = like.headers;
        this.query = like.query;
        this.arrived = like.arrived;
        this.asked = like.asked;
        this.tree = like.tree;
        this.once = once;
        this.effort = effort;
    }

    /**
     * The same request for another model, which the caller need not be allowed to ask for itself.
     *
     * @param effort instead of the client's own, null to leave that
     */
    public Call to(String model, @Nullable Effort effort) {
        return new Call(this, caller.anywhere(), model, once, effort);
    }

    /** The same request as if the client had asked for another model. */
    public Call asking(String model) {
        return new Call(this, caller, model, once, effort);
    }

    /** The same request with an effort instead of what the body says. */
    public Call thinking(Effort effort) {
        return new Call(this, caller, model, once, effort);
    }

    /** The same request, but a target that failed is not tried again: whoever made the call knows what to do then. */
    public Call once() {
        return new Call(this, caller, model, true, effort);
    }

    /** Whether each target is tried at most once. */
    public boolean triesOnce() {
        return once;
    }

    /** The name that the client asked for. */
    public String asked() {
        return asked;
    }

    /** How hard the model shall think whatever the body says, null for what it says. */
    public @Nullable Effort effort() {
        return effort;
    }

    public String requestId() {
        return requestId;
    }

    public Caller caller() {
        return caller;
    }

    public Dialect dialect() {
        return dialect;
    }

    public Operation operation() {
        return operation;
    }

    public String model() {
        return model;
    }

    public boolean stream() {
        return stream;
    }

    public byte[] body() {
        return body;
    }

    public Map<String, Span> spans() {
        return spans;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Map<String, String> query() {
        return query;
    }

    /** When the request had arrived, in {@link System#nanoTime()}. */
    public long arrived() {
        return arrived;
    }

    /** Whether the client wants semantic losses refused. */
    public boolean strict() {
        return caller.strict() || Boolean.parseBoolean(headers.get("x-llm-router-strict"));
    }

    /** The body, parsed at the first call. */
    public JsonNode tree() {
        if (tree == null) {
            try {
                tree = Json.read(body);
            } catch (IOException e) {
                throw new FaultException(Fault.invalid("the body is not valid JSON", null));
            }
        }
        return tree;
    }

    /** The request as a dialect's reader wants it. */
    public Ask ask() {
        return new Ask(operation, model, stream, tree(), headers, query);
    }
}
