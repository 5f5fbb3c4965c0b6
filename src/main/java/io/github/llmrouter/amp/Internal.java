package io.github.llmrouter.amp;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.util.stream.Stream;

/** Answers what Amp asks of its own server as far as a local session needs it: nothing is stored. */
public final class Internal {

    private Internal() {}

    /** @param method as the body's {@code method} or the query says; empty is {@code getUserInfo} */
    public static Json answer(String method, JsonNode call) {
        JsonNode params = call.path("params");
        Json result = switch (method) {
            case "", "getUserInfo" ->
                Json.object()
                        .with("id", "llm-router-local")
                        .with("email", "local@llm-router")
                        .with("username", "llm-router")
                        .with("emailVerified", true)
                        .with("createdAt", "1970-01-01T00:00:00Z")
                        .with("siteAdmin", false)
                        .with("features", Stream.of())
                        .withNull("team")
                        .with("plan", "local")
                        .with("authenticated", true);
            case "getUserFreeTierStatus" ->
                Json.object()
                        .with("canUseAmpFree", false)
                        .with("isDailyGrantEnabled", false)
                        .with("features", Stream.of());
            case "uploadThread" ->
                Json.object()
                        .with("uploaded", true)
                        .with("threadId", thread(params))
                        .with(
                                "version",
                                params.at("/thread/v")
                                        .asInt(params.path("version").asInt(0)));
            case "setThreadMeta" -> Json.object().with("updated", true).with("threadId", thread(params));
            case "getThreadLinkInfo" -> Json.object().with("creatorUserID", "llm-router-local");
            default -> Json.object();
        };
        boolean rpc = call.has("jsonrpc") || call.has("id");
        return rpc
                ? Json.object()
                        .with("jsonrpc", "2.0")
                        .with("id", call.path("id"))
                        .with("result", result)
                : Json.object().with("ok", true).with("result", result);
    }

    private static String thread(JsonNode params) {
        return params.path("threadId")
                .asText(params.at("/thread/id").asText(params.path("thread").asText("")));
    }
}
