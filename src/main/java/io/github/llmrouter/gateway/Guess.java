package io.github.llmrouter.gateway;

import com.fasterxml.jackson.core.JsonToken;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request may use, before and where nobody tells; reads bytes, parses nothing. Rather too much than too little. */
final class Guess {

    private static final double BYTES_PER_TOKEN = 3.6;

    /** A string of at least so many bytes without a space is a picture or the like. */
    private static final int DATA = 4096;

    private static final long DATA_TOKENS = 1600;

    /** What an answer is taken to need if its request sets no limit: tokens. */
    private static final long OUTPUT = 1024;

    private static final List<String> WISHES = List.of("max_completion_tokens", "max_output_tokens", "max_tokens");

    private Guess() {}

    static long tokens(long bytes) {
        return (long) Math.ceil(bytes / BYTES_PER_TOKEN);
    }

    /** Tokens that come in and may go out. */
    static Usage before(Call call, @Nullable Long mostOutput) {
        long wished = wish(call);
        long output = wished < 0 ? OUTPUT : wished;
        return switch (call.operation()) {
            case GENERATE -> estimated(input(call.body()), mostOutput == null ? output : Math.min(output, mostOutput));
            case EMBED -> estimated(input(call.body()), 0);
            case COUNT_TOKENS -> estimated(0, 0);
        };
    }

    /** What an attempt has used as far as can be known; null if nothing can. */
    static @Nullable Usage after(Attempt attempt, Outcome outcome) {
        Usage told = outcome.told();
        // A whole answer was complete before the client could leave it.
        boolean cut = attempt.call.stream()
                && (outcome instanceof Outcome.Left
                        || outcome instanceof Outcome.Broken
                        || outcome instanceof Outcome.Lost);
        if (told != null) {
            return cut && told.output() < attempt.output() ? withOutput(told, attempt.output()) : told;
        }
        boolean unread = outcome instanceof Outcome.Refused || !attempt.wasReached();
        if (unread || attempt.call.operation() == Operation.COUNT_TOKENS) {
            return null;
        }
        boolean embeds = attempt.call.operation() == Operation.EMBED;
        return estimated(input(attempt.call.body()), embeds ? 0 : attempt.output());
    }

    private static Usage estimated(long input, long output) {
        return new Usage(input, 0, 0, 0, output, 0, 0, 0, 0, null, true);
    }

    private static Usage withOutput(Usage told, long output) {
        return new Usage(
                told.input(),
                told.cacheRead(),
                told.cacheWrite5m(),
                told.cacheWrite1h(),
                output,
                told.reasoning(),
                told.audioInput(),
                told.audioOutput(),
                told.toolInput(),
                told.tier(),
                true);
    }

    private static long input(byte[] body) {
        return body.length < DATA ? tokens(body.length) : withoutData(body);
    }

    /** Long strings without any space count as one picture each. */
    private static long withoutData(byte[] body) {
        long text = 0;
        long data = 0;
        int word = 0;
        for (byte b : body) {
            if (b == ' ' || b == '"' || b == '\\') {
                data += word >= DATA ? 1 : 0;
                text += word >= DATA ? 0 : word;
                word = 0;
                text++;
            } else {
                word++;
            }
        }
        return tokens(text + (word >= DATA ? 0 : word)) + data * DATA_TOKENS;
    }

    /** The limit that the client set, -1 if none. */
    private static long wish(Call call) {
        for (String field : WISHES) {
            Span span = call.spans().get(field);
            if (span != null && span.token() == JsonToken.VALUE_NUMBER_INT) {
                return Long.parseLong(span.text());
            }
        }
        Span gemini = call.spans().get("generationConfig");
        return gemini == null ? -1 : part(call, gemini).path("maxOutputTokens").asLong(-1);
    }

    private static com.fasterxml.jackson.databind.JsonNode part(Call call, Span span) {
        try {
            return Json.read(call.body(), span.start(), span.end() - span.start());
        } catch (IOException e) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }
}
