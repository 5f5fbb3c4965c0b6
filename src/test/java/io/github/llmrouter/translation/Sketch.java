package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer comes to for whoever reads it, in the terms of {@code EXPECT.json}: comparable between dialects.
 *
 * @param usage empty if there is none
 */
record Sketch(List<Piece> parts, String finish, Map<String, Long> usage) {

    /** A part: {@code text} of a call is its arguments. */
    record Piece(String kind, String name, String text) {

        /** A freeform call where there are none. */
        private Piece wrapped() {
            return new Piece("call", name, "[\"input\":" + text + "]");
        }
    }

    static Sketch of(Answer answer) {
        List<Piece> pieces = new ArrayList<>();
        Answer.Candidate first = answer.candidates().getFirst();
        first.parts().forEach(part -> add(pieces, part));
        return new Sketch(pieces, finish(first.finish().reason().name()), usage(answer.usage()));
    }

    static Sketch of(JsonNode expected) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode part : expected.path("parts")) {
            switch (part.path("kind").asText()) {
                case "text", "refusal", "reasoning" ->
                    pieces.add(new Piece(
                            part.path("kind").asText(), "", part.path("text").asText()));
                case "call" ->
                    pieces.add(new Piece(
                            part.path("callKind").asText().equals("custom") ? "custom" : "call",
                            part.path("name").asText(),
                            sorted(part.path("args"))));
                default -> {}
            }
        }
        JsonNode usage = expected.path("usage");
        return new Sketch(
                pieces,
                expected.path("finish").asText(),
                usage.isObject()
                        ? usage(
                                usage.path("in").asLong(),
                                usage.path("cacheRead").asLong(),
                                usage.path("cacheWrite").asLong(),
                                usage.path("out").asLong(),
                                usage.path("reasoning").asLong())
                        : Map.of());
    }

    /**
     * What is left of it in the other dialect: nothing but what that one has no word for is missing. OpenAI words a refusal,
     * the others give its words as text; an explanation of why an answer was filtered may or may not be there.
     */
    Sketch in(Dialect dialect) {
        Map<String, Long> counted = new LinkedHashMap<>(usage);
        if (dialect.name().equals("gemini") && counted.containsKey("cacheWrite")) {
            counted.put("cacheWrite", 0L);
        }
        if (dialect.name().equals("anthropic") && counted.isEmpty()) {
            counted = usage(0, 0, 0, 0, 0);
        }
        boolean words = dialect.name().startsWith("openai");
        boolean declined = parts.stream().anyMatch(piece -> piece.kind.equals("refusal"));
        String ending = finish(dialect.name(), declined && finish.equals("stop") && !words ? "refusal" : finish);
        List<Piece> kept = merged(parts.stream()
                .filter(piece -> !piece.kind.equals("refusal") || !ending.equals("declined") || !words)
                .map(piece -> piece.kind.equals("custom") && !words ? piece.wrapped() : piece)
                .map(piece -> piece.kind.equals("refusal") && !words ? new Piece("text", "", piece.text) : piece)
                .toList());
        return new Sketch(dialect.name().equals("openai") ? sorted(kept) : kept, ending, counted);
    }

    /** Reasoning without words is state alone; neighbouring texts are one. Ids are compared elsewhere. */
    private static List<Piece> merged(List<Piece> parts) {
        List<Piece> merged = new ArrayList<>();
        for (Piece piece : parts) {
            Piece last = merged.isEmpty() ? null : merged.getLast();
            if (piece.text.isEmpty() && piece.name.isEmpty()) {
                continue;
            }
            if (last != null && last.kind.equals(piece.kind) && piece.name.isEmpty()) {
                merged.removeLast();
                String gap = piece.kind.equals("reasoning") ? " " : "";
                merged.add(new Piece(piece.kind, "", last.text + gap + piece.text));
            } else {
                merged.add(piece);
            }
        }
        return merged.stream()
                .map(piece -> piece.kind.equals("reasoning")
                        ? new Piece(piece.kind, "", piece.text.replaceAll("\\s+", " "))
                        : piece)
                .toList();
    }

    /** Chat Completions has one string for each kind and then the calls. */
    private static List<Piece> sorted(List<Piece> parts) {
        List<Piece> sorted = new ArrayList<>();
        for (String kind : List.of("reasoning", "text", "refusal", "call", "custom")) {
            parts.stream().filter(piece -> piece.kind.equals(kind)).forEach(sorted::add);
        }
        return merged(sorted);
    }

    private static String finish(String dialect, String finish) {
        return switch (finish) {
            case "stopSequence" -> dialect.equals("anthropic") ? finish : "stop";
            case "contextFull" -> dialect.equals("anthropic") ? finish : "length";
            case "paused", "compacted" -> dialect.equals("anthropic") ? finish : "stop";
            case "filtered", "refusal" -> "declined";
            case "malformedCall" -> dialect.equals("gemini") ? finish : "stop";
            default -> finish;
        };
    }

    private static void add(List<Piece> pieces, Part part) {
        switch (part) {
            case Part.Text text -> pieces.add(new Piece("text", "", text.text()));
            case Part.Refusal refusal -> pieces.add(new Piece("refusal", "", refusal.text()));
            case Part.Reasoning thought -> pieces.add(new Piece("reasoning", "", thought.visible()));
            case Part.ToolCall call ->
                pieces.add(
                        new Piece(call.kind() == Tool.Kind.CUSTOM ? "custom" : "call", call.name(), arguments(call)));
            default -> {}
        }
    }

    static String arguments(Part.ToolCall call) {
        try {
            return call.kind() == Tool.Kind.CUSTOM
                    ? Json.text(Json.object().with("x", call.arguments()).node().get("x"))
                    : sorted(Json.read(call.arguments().isBlank() ? "{}" : call.arguments()));
        } catch (IOException e) {
            return call.arguments();
        }
    }

    /** Keys in order, numbers as they are spelled. */
    static String sorted(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(field -> '"' + field.getKey() + "\":" + sorted(field.getValue()))
                    .toList()
                    .toString();
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(sorted(item)));
            return "a" + items;
        }
        return Json.text(node);
    }

    private static String finish(String constant) {
        StringBuilder word = new StringBuilder();
        for (String piece : constant.toLowerCase(java.util.Locale.ROOT).split("_")) {
            word.append(word.isEmpty() ? piece : Character.toUpperCase(piece.charAt(0)) + piece.substring(1));
        }
        return word.toString();
    }

    static Map<String, Long> usage(@Nullable Usage usage) {
        return usage == null
                ? Map.of()
                : usage(usage.totalInput(), usage.cacheRead(), usage.cacheWrite(), usage.output(), usage.reasoning());
    }

    static Map<String, Long> usage(long in, long cacheRead, long cacheWrite, long out, long reasoning) {
        Map<String, Long> usage = new LinkedHashMap<>();
        usage.put("in", in);
        usage.put("cacheRead", cacheRead);
        usage.put("cacheWrite", cacheWrite);
        usage.put("out", out);
        usage.put("reasoning", reasoning);
        return usage;
    }
}
