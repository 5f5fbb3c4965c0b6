package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.gateway.Call;
import java.util.List;

/** Tells conversations apart, and what was said last in one. */
final class Conversation {

    private static final List<String> IDS = List.of(
            "x-claude-code-session-id",
            "x-session-id",
            "session-id",
            "session_id",
            "x-conversation-id",
            "conversation-id",
            "conversation_id");

    private Conversation() {}

    /** The same in all requests of a conversation; two callers and two virtual models never share one. */
    static String key(Call call, String virtual) {
        JsonNode request = call.tree();
        StringBuilder key = new StringBuilder(call.caller().name()).append('\n').append(virtual);
        key.append('\n').append(request.path("prompt_cache_key").asText());
        key.append('\n').append(request.path("metadata").path("user_id").asText());
        IDS.forEach(id -> key.append('\n').append(call.headers().getOrDefault(id, "")));
        return key.append('\n').append(hash(firstOfUser(request))).toString();
    }

    /** What the user said last, without what tools said. */
    static String lastWords(JsonNode request) {
        JsonNode last = null;
        for (JsonNode turns : Demand.turns(request)) {
            if (turns.isTextual()) {
                return turns.textValue();
            }
            for (JsonNode turn : turns) {
                if (turn.path("role").asText().equals("user") && !text(turn).isBlank()) {
                    last = turn;
                }
            }
        }
        return last == null ? "" : text(last);
    }

    private static JsonNode firstOfUser(JsonNode request) {
        for (JsonNode turns : Demand.turns(request)) {
            for (JsonNode turn : turns) {
                if (turn.path("role").asText().equals("user")) {
                    return turn;
                }
            }
            return turns;
        }
        return request;
    }

    private static String text(JsonNode turn) {
        StringBuilder text = new StringBuilder();
        for (String field : List.of("content", "parts")) {
            JsonNode content = turn.path(field);
            text.append(content.asText());
            for (JsonNode part : content) {
                text.append(part.path("text").asText()).append('\n');
            }
        }
        return text.toString();
    }

    /** Of all that is said in it; cache marks move from turn to turn and do not count. */
    private static long hash(JsonNode node) {
        if (node.isValueNode()) {
            return node.asText().hashCode();
        }
        long hash = 17;
        for (var field : node.properties()) {
            if (!field.getKey().equals("cache_control")) {
                hash = hash * 31 + hash(field.getValue());
            }
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                hash = hash * 31 + hash(item);
            }
        }
        return hash;
    }
}
