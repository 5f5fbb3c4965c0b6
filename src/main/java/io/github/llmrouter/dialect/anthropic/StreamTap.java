package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.dialect.SseTap;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Overhears a streamed message: only the few events that carry numbers, an end or an error are parsed. */
final class StreamTap extends SseTap {

    private static final byte[] DELTA = needle("\"content_block_delta\"");
    private static final byte[] START = needle("\"content_block_start\"");
    private static final byte[] MESSAGE = needle("\"message_");
    private static final byte[] ERROR = needle("\"error\"");

    /** Blocks that are announced empty: only their first delta is content. */
    private static final Set<String> GROWING = Set.of("text", "thinking");

    private final Tokens tokens = new Tokens();

    @Override
    protected void frame(byte[] data, int length) throws IOException {
        if (contains(data, length, MESSAGE) || contains(data, length, ERROR)) {
            event(tree(data, length));
        } else if (!content) {
            content = contains(data, length, DELTA) || contains(data, length, START) && whole(tree(data, length));
        }
    }

    private void event(JsonNode event) {
        switch (event.path("type").asText()) {
            case "message_start" -> {
                model = event.path("message").path("model").asText();
                count(event.path("message").path("usage"));
            }
            case "message_delta" -> {
                count(event.path("usage"));
                finishes = List.of(event.path("delta").path("stop_reason").asText());
                content = true;
            }
            case "message_stop" -> complete = true;
            case "content_block_delta" -> content = true;
            case "content_block_start" -> content |= whole(event);
            default -> fault(event);
        }
    }

    private void fault(JsonNode event) {
        if (event.path("error").isObject()) {
            fault = Faults.inBand(event);
        }
    }

    private void count(JsonNode counts) {
        tokens.see(counts);
        usage = tokens.usage();
    }

    private static boolean whole(JsonNode start) {
        return !GROWING.contains(start.path("content_block").path("type").asText());
    }
}
