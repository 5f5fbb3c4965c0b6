package io.github.llmrouter.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Tells one conversation from another: by what clients say for this purpose, else by how the conversation begins, up to the first
 * thing that the user said.
 */
public final class Conversation {

    private static final List<String> HEADERS = List.of(
            "x-claude-code-session-id",
            "x-session-id",
            "session-id",
            "session_id",
            "x-conversation-id",
            "conversation-id",
            "conversation_id",
            "x-session-affinity");

    private static final List<String> TURNS = List.of("messages", "input", "contents");

    private Conversation() {}

    /** The same in all requests of a conversation; two callers never share one. */
    static Optional<String> key(Call call) {
        return said(call).or(() -> beginning(call)).map(key -> call.caller().name() + ' ' + key);
    }

    /**
     * As {@link #key}, but tells apart what a client does at the same time in one session, such as an agent and its helpers: those
     * begin differently.
     */
    public static String thread(Call call) {
        return call.caller().name()
                + ' '
                + said(call).orElse("")
                + ' '
                + beginning(call).orElse("");
    }

    private static Optional<String> said(Call call) {
        Span key = call.spans().get("prompt_cache_key");
        if (key != null && key.token() == JsonToken.VALUE_STRING && !key.text().isEmpty()) {
            return Optional.of(key.text());
        }
        Span metadata = call.spans().get("metadata");
        if (metadata != null && metadata.token() == JsonToken.START_OBJECT) {
            String user = user(call, metadata);
            if (!user.isEmpty()) {
                return Optional.of(user);
            }
        }
        return HEADERS.stream()
                .map(call.headers()::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    private static String user(Call call, Span metadata) {
        try {
            return Json.read(call.body(), metadata.start(), metadata.end() - metadata.start())
                    .path("user_id")
                    .asText("");
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<String> beginning(Call call) {
        for (String field : TURNS) {
            Span turns = call.spans().get(field);
            if (turns != null && turns.token() == JsonToken.VALUE_STRING) {
                CRC32C sum = new CRC32C();
                sum.update(call.body(), turns.start(), turns.end() - turns.start());
                return Optional.of(Long.toHexString(sum.getValue()));
            }
            if (turns != null && turns.token() == JsonToken.START_ARRAY) {
                return beginning(call, turns);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> beginning(Call call, Span turns) {
        try (JsonParser parser = Json.MAPPER.createParser(call.body(), turns.start(), turns.end() - turns.start())) {
            long hash = 17;
            parser.nextToken();
            boolean user = false;
            while (!user && parser.nextToken() == JsonToken.START_OBJECT) {
                for (int depth = 1; depth > 0; ) {
                    JsonToken token = parser.nextToken();
                    if (token.isStructStart()) {
                        depth++;
                    } else if (token.isStructEnd()) {
                        depth--;
                    } else if (token == JsonToken.FIELD_NAME
                            && parser.currentName().equals("cache_control")) {
                        // Cache marks move from turn to turn.
                        parser.nextToken();
                        parser.skipChildren();
                    } else if (token == JsonToken.VALUE_STRING) {
                        user |= depth == 1
                                && parser.currentName().equals("role")
                                && parser.getText().equals("user");
                        hash = hash * 31 + parser.getText().hashCode();
                    }
                }
            }
            return Optional.of(Long.toHexString(hash));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
