package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.dialect.SseTap;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Overhears a stream. Only the event that ends it, and errors, are parsed; the needles end in a quotation mark that is not escaped,
 * so they never match inside a text.
 */
final class StreamTap extends SseTap {

    private static final byte[] DELTA = needle(".delta\"");
    private static final byte[] DONE = needle(".done\"");
    private static final byte[] REASONING = needle("\"reasoning\"");
    private static final byte[] TYPE = needle("\"type\"");
    private static final byte[] ERROR = needle("\"error\"");
    private static final byte[][] ENDS = {
        needle("\"response.completed\""), needle("\"response.incomplete\""), needle("\"response.failed\"")
    };

    @Override
    protected void frame(byte[] data, int length) throws IOException {
        if (contains(data, length, DELTA)) {
            content = true;
            return;
        }
        content |= contains(data, length, DONE) && !contains(data, length, REASONING);
        if (ends(data, length) || failed(data, length)) {
            look(tree(data, length));
        }
    }

    private void look(JsonNode event) {
        JsonNode response = event.path("response");
        switch (event.path("type").asText()) {
            case "response.completed", "response.incomplete" -> {
                complete = true;
                content = true;
                model = response.path("model").asText();
                finishes = List.of(response.path("incomplete_details")
                        .path("reason")
                        .asText(response.path("status").asText()));
            }
            case "response.failed" -> {
                complete = true;
                fail(OpenAiFaults.inBand(response));
            }
            case "error" -> fail(OpenAiFaults.inBand(event));
            case "" -> {
                if (event.has("error")) {
                    fail(OpenAiFaults.inBand(event));
                }
            }
            default -> {}
        }
        Usage told = Tokens.of(response);
        usage = told == null ? usage : told;
    }

    /** The first error tells most: {@code response.failed} only repeats what an {@code error} event said. */
    private void fail(@Nullable Fault told) {
        if (fault == null) {
            fault = told == null ? Fault.of(Fault.Kind.UPSTREAM, "The upstream reported an error") : told;
        }
    }

    private static boolean ends(byte[] data, int length) {
        for (byte[] end : ENDS) {
            if (contains(data, length, end)) {
                return true;
            }
        }
        return false;
    }

    /** Every response object has an {@code error} member, nearly always null; only an error event, or a bare error, is meant. */
    private static boolean failed(byte[] data, int length) {
        return contains(data, length, ERROR) && length < 64 << 10 || !contains(data, length, TYPE);
    }
}
