package io.github.llmrouter.gateway;

import io.github.llmrouter.upstream.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which of an upstream's answer headers reach the client: all but hop-by-hop ones, framing, and what tells secrets. */
final class Passing {

    private static final Set<String> STOPPED = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "content-encoding",
            "set-cookie",
            "set-cookie2",
            "server",
            "server-timing",
            "alt-svc",
            "date",
            "via",
            "vary",
            "strict-transport-security",
            "openai-organization",
            "openai-project",
            "anthropic-organization-id",
            "x-request-id",
            "request-id",
            "nel",
            "report-to");

    private static final List<String> STOPPED_PREFIXES = List.of("cf-", "access-control-", "x-llm-router-");

    private Passing() {}

    /** All that may pass when both sides speak the same dialect. */
    static List<Map.Entry<String, String>> same(Answer answer) {
        List<Map.Entry<String, String>> passing = new ArrayList<>();
        answer.headers().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!STOPPED.contains(lower) && STOPPED_PREFIXES.stream().noneMatch(lower::startsWith)) {
                values.forEach(value -> passing.add(Map.entry(lower, String.valueOf(value))));
            }
        });
        upstreamId(answer, passing);
        return passing;
    }

    /** What still has a meaning in another dialect. */
    static List<Map.Entry<String, String>> converted(Answer answer) {
        List<Map.Entry<String, String>> passing = new ArrayList<>();
        upstreamId(answer, passing);
        return passing;
    }

    private static void upstreamId(Answer answer, List<Map.Entry<String, String>> passing) {
        for (String name : List.of("x-request-id", "request-id")) {
            String id = answer.header(name);
            if (id != null) {
                passing.add(Map.entry("x-llm-router-upstream-request-id", id));
                return;
            }
        }
    }
}
