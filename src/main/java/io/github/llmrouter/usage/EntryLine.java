package io.github.llmrouter.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry as a line of the journal. */
final class EntryLine {

    private static final JsonMapper JSON = new JsonMapper();

    private EntryLine() {}

    /** One line, its end included. */
    static byte[] write(Entry entry) {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", entry.when().toEpochMilli())
                .put("id", whole(entry.requestId()))
                .put("caller", whole(entry.caller()))
                .put("dialect", entry.dialect())
                .put("operation", entry.operation())
                .put("asked", whole(entry.asked()))
                .put("group", whole(entry.group()))
                .put("target", whole(entry.target()))
                .put("provider", whole(entry.provider()))
                .put("model", whole(entry.model()))
                .put("key", whole(entry.key()))
                .put("stream", entry.stream())
                .put("attempt", entry.attempt())
                .put("last", entry.last())
                .put("outcome", entry.outcome().name())
                .put("status", entry.status())
                .put("error", entry.error() == null ? null : whole(entry.error()))
                .put("cost", entry.cost() == null ? null : entry.cost().toPlainString())
                .put("first_us", micros(entry.firstContent()))
                .put("overhead_us", micros(entry.overhead()))
                .put("us", micros(entry.duration()));
        Usage usage = entry.usage();
        if (usage != null) {
            line.putObject("usage")
                    .put("input", usage.input())
                    .put("cache_read", usage.cacheRead())
                    .put("cache_write_5m", usage.cacheWrite5m())
                    .put("cache_write_1h", usage.cacheWrite1h())
                    .put("output", usage.output())
                    .put("reasoning", usage.reasoning())
                    .put("estimated", usage.estimated());
        }
        try {
            byte[] json = JSON.writeValueAsBytes(line);
            byte[] ended = java.util.Arrays.copyOf(json, json.length + 1);
            ended[json.length] = '\n';
            return ended;
        } catch (IOException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** Clients may send halves of characters, which no encoding can write. */
    static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    /** @throws IOException if this is no such line */
    static Entry read(String text) throws IOException {
        JsonNode line = JSON.readTree(text);
        try {
            return new Entry(
                    Instant.ofEpochMilli(line.path("at").asLong()),
                    line.path("id").asText(),
                    line.path("caller").asText(),
                    line.path("dialect").asText(),
                    line.path("operation").asText(),
                    line.path("asked").asText(),
                    line.path("group").asText(),
                    line.path("target").asText(),
                    line.path("provider").asText(),
                    line.path("model").asText(),
                    line.path("key").asText(),
                    line.path("stream").asBoolean(),
                    line.path("attempt").asInt(),
                    line.path("last").asBoolean(),
                    Entry.Outcome.valueOf(line.path("outcome").asText()),
                    line.path("status").asInt(),
                    line.path("error").textValue(),
                    usage(line.path("usage")),
                    line.hasNonNull("cost") ? new BigDecimal(line.path("cost").asText()) : null,
                    duration(line.path("first_us")),
                    duration(line.path("overhead_us")),
                    Duration.ofNanos(line.path("us").asLong() * 1000));
        } catch (IllegalArgumentException e) {
            throw new IOException("not an entry: " + e.getMessage(), e);
        }
    }

    private static @Nullable Usage usage(JsonNode usage) {
        return usage.isObject()
                ? new Usage(
                        usage.path("input").asLong(),
                        usage.path("cache_read").asLong(),
                        usage.path("cache_write_5m").asLong(),
                        usage.path("cache_write_1h").asLong(),
                        usage.path("output").asLong(),
                        usage.path("reasoning").asLong(),
                        0,
                        0,
                        0,
                        null,
                        usage.path("estimated").asBoolean())
                : null;
    }

    private static @Nullable Long micros(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1000;
    }

    private static @Nullable Duration duration(JsonNode micros) {
        return micros.isNumber() ? Duration.ofNanos(micros.asLong() * 1000) : null;
    }
}
