package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Hands each output on only when the next one comes or the filter has returned. So the common filter with a single output has
 * left the stack before its consumer starts, and the stack grows with nesting, not with the length of the computation; a
 * generator stays lazy, one output behind. For one thread.
 */
final class Held implements Filter.Out {

    private final Filter.Out out;
    private @Nullable JsonNode value;
    private @Nullable Path at;

    private Held(Filter.Out out) {
        this.out = out;
    }

    static void run(Filter filter, Frame frame, JsonNode in, @Nullable Path at, Filter.Out out) {
        Held held = new Held(out);
        try {
            filter.run(frame, in, at, held);
        } catch (Raised | Flow.Jump e) {
            // the filter has failed after an output, which still counts
            held.handOn();
            throw e;
        }
        held.handOn();
    }

    @Override
    public void emit(JsonNode next, @Nullable Path nextAt) {
        handOn();
        value = next;
        at = nextAt;
    }

    private void handOn() {
        JsonNode ready = value;
        if (ready != null) {
            value = null;
            out.emit(ready, at);
        }
    }
}
