package io.github.llmrouter.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.routing.selector.Selector;
import java.util.List;
import java.util.function.Supplier;

/**
 * A target in its place in a route.
 *
 * @param weight as configured
 * @param share the weight divided among the keys of the model, in arbitrary units
 * @param buckets what a request to this target is counted against
 * @param selectors all must agree; several when groups are nested
 */
record Candidate(
        Target target,
        Standing standing,
        int weight,
        double share,
        List<Selector> selectors,
        List<Bucket> buckets,
        Rotation.Turn turn) {

    boolean accepts(Supplier<JsonNode> body) {
        for (Selector selector : selectors) {
            if (!selector.matches(body.get())) {
                return false;
            }
        }
        return true;
    }
}
