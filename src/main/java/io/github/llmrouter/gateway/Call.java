package io.github.llmrouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
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
    private final long arrived = System.nanoTime();
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
