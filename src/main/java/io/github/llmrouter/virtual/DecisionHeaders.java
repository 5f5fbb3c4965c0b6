package io.github.llmrouter.virtual;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.gateway.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What clients are told of a decision. */
final class DecisionHeaders {

    private DecisionHeaders() {}

    static List<Map.Entry<String, String>> of(Config.VirtualModel virtual, Call call, Decision decision) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("x-llm-router-original-model", call.model().isBlank() ? virtual.name() : call.model()));
        headers.add(Map.entry("x-llm-router-target-model", decision.target()));
        if (virtual.debug()) {
            headers.add(Map.entry("x-llm-router-reason", ascii(decision.reason())));
            headers.add(Map.entry("x-llm-router-decided-by", decision.by().isEmpty() ? "rules" : decision.by()));
            if (decision.confidence() != null) {
                headers.add(Map.entry(
                        "x-llm-router-confidence", decision.confidence().toString()));
            }
        }
        return List.copyOf(headers);
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7E]", "?");
    }
}
