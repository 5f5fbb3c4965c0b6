package io.github.llmrouter.virtual;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.wire.Json;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who answers, and why.
 *
 * @param effort null to leave it as the client asked
 * @param confidence null if not said
 * @param by the router model; empty if rules decided
 */
record Decision(
        String target,
        @Nullable Effort effort,
        @Nullable Double confidence,
        String reason,
        String taskType,
        String difficulty,
        String by) {

    private static final int MOST_BRACES = 50;
    private static final int LONGEST_REASON = 300;
    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A router model's answer could not be used; the message says why. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String why) {
            super(why);
        }
    }

    static Decision byRules(String target, String reason) {
        return new Decision(target, null, null, reason, "", "", "");
    }

    /**
     * Reads what the router model said; text around the object and a fence are overlooked.
     *
     * @param allowed names that it may choose
     */
    static Decision read(String text, Collection<String> allowed, String by) throws UnusableException {
        JsonNode object =
                object(text).orElseThrow(() -> new UnusableException("it holds no JSON object with target_model"));
        JsonNode target = object.path("target_model");
        if (!target.isTextual() || target.textValue().isBlank()) {
            throw new UnusableException("target_model is missing");
        }
        String name = target.textValue().strip();
        String known = allowed.stream()
                .filter(name::equals)
                .findFirst()
                .or(() -> allowed.stream().filter(name::equalsIgnoreCase).findFirst())
                .orElseThrow(() -> new UnusableException("target_model is none of candidate_models"));
        JsonNode confidence = object.path("confidence");
        return new Decision(
                known,
                effort(object.path("reasoning_effort").asText()),
                confidence.isNumber() ? confidence.doubleValue() : null,
                printable(object.path("reason").asText()),
                printable(object.path("task_type").asText()),
                printable(object.path("difficulty").asText()),
                by);
    }

    /** The first JSON object that names a target. */
    private static Optional<JsonNode> object(String text) {
        int at = text.indexOf('{');
        for (int i = 0; at >= 0 && i < MOST_BRACES; i++) {
            try {
                JsonNode node = READER.readTree(text.substring(at));
                if (node.has("target_model")) {
                    return Optional.of(node);
                }
            } catch (JsonProcessingException | NumberFormatException | ArithmeticException e) {
                // Not here.
            }
            at = text.indexOf('{', at + 1);
        }
        return Optional.empty();
    }

    static @Nullable Effort effort(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_')) {
            case "minimal" -> Effort.MINIMAL;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh", "x_high", "extra_high" -> Effort.XHIGH;
            case "max" -> Effort.MAX;
            default -> null;
        };
    }

    /** Fit for a header and a line of the log. */
    private static String printable(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.substring(0, Math.min(line.length(), LONGEST_REASON));
    }
}
