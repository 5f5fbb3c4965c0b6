package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.concurrent.atomic.LongAdder;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** A compiled jq condition over a client's body. Immutable, for any thread. */
public final class Selector {

    private static final Scope ROOT = Scope.newEmptyScope();

    static {
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, ROOT);
    }

    private final String text;
    private final JsonQuery query;
    private final LongAdder failures = new LongAdder();

    private Selector(String text, JsonQuery query) {
        this.text = text;
        this.query = query;
    }

    public static Selector compile(String jq) throws SelectorException {
        try {
            return new Selector(jq, JsonQuery.compile(jq, Versions.JQ_1_7));
        } catch (JsonQueryException e) {
            throw new SelectorException(e.getMessage(), 1, 1);
        }
    }

    /** Whether the first output is boolean true; an error is counted and means no. */
    public boolean matches(JsonNode body) {
        JsonNode[] first = new JsonNode[1];
        try {
            query.apply(Scope.newChildScope(ROOT), body, out -> first[0] = first[0] == null ? out : first[0]);
        } catch (JsonQueryException | RuntimeException | StackOverflowError e) {
            failures.increment();
            return false;
        }
        return first[0] == BooleanNode.TRUE;
    }

    /** How often the evaluation has failed since the selector was compiled. */
    public long failures() {
        return failures.sum();
    }

    @Override
    public String toString() {
        return text;
    }
}
