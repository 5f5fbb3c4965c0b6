package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request asks of the model that answers it, in whatever dialect it is.
 *
 * @param capabilities that the model must have
 * @param tokens of the prompt, estimated
 * @param difficulty 0 for simple, 1 for middling, 2 for hard, as far as one can tell without a model
 */
record Demand(List<String> capabilities, long tokens, int difficulty) {

    static final String VISION = "vision";
    static final String TOOLS = "tool_calls";
    static final String PARALLEL = "parallel_tool_calls";

    private static final double CHARACTERS_PER_TOKEN = 3.6;
    private static final long IMAGE = 1600;
    private static final Set<String> IMAGES = Set.of("image_url", "input_image", "image");
    private static final Set<String> HARD = Set.of(
            "architect",
            "refactor",
            "migrat",
            "security",
            "vulnerab",
            "review",
            "race condition",
            "deadlock",
            "prove",
            "proof",
            "root cause",
            "design a",
            "trade-off",
            "optimi",
            "step by step",
            "架构",
            "重构",
            "证明",
            "安全");
    private static final Set<String> MIDDLING = Set.of(
            "code",
            "function",
            "debug",
            "implement",
            "bug",
            "test",
            "class ",
            "```",
            "explain why",
            "analy",
            "compare",
            "代码",
            "分析");

    static Demand of(JsonNode request) {
        Walk walk = new Walk();
        List<JsonNode> turns = turns(request);
        turns.forEach(walk::see);
        boolean vision = walk.images > 0;
        request.properties().forEach(field -> {
            if (!turns.contains(field.getValue())) {
                walk.see(field.getValue());
            }
        });
        List<String> capabilities = new ArrayList<>();
        if (vision) {
            capabilities.add(VISION);
        }
        if (!request.path("tools").isEmpty() || !request.path("functions").isEmpty()) {
            capabilities.add(TOOLS);
        }
        if (request.path("parallel_tool_calls").asBoolean(false)) {
            capabilities.add(PARALLEL);
        }
        long tokens = (long) (walk.characters / CHARACTERS_PER_TOKEN) + walk.images * IMAGE;
        return new Demand(List.copyOf(capabilities), tokens, difficulty(lastWords(request), tokens));
    }

    /** The conversation, under the name that each dialect has for it. */
    static List<JsonNode> turns(JsonNode request) {
        List<JsonNode> turns = new ArrayList<>();
        for (String field : List.of("messages", "input", "contents")) {
            if (request.has(field)) {
                turns.add(request.get(field));
            }
        }
        return turns;
    }

    /** What the user said last, without what tools said. */
    private static String lastWords(JsonNode request) {
        JsonNode last = null;
        for (JsonNode turns : turns(request)) {
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

    private static int difficulty(String words, long tokens) {
        String text = words.toLowerCase(Locale.ROOT);
        if (text.length() > 6000 || HARD.stream().anyMatch(text::contains)) {
            return 2;
        }
        return text.length() > 1200 || tokens > 30_000 || MIDDLING.stream().anyMatch(text::contains) ? 1 : 0;
    }

    /** Counts on its way through a tree. */
    private static final class Walk {

        private long characters;
        private long images;

        void see(JsonNode node) {
            if (node.isTextual()) {
                String text = node.textValue();
                characters += Excerpt.opaque(text) ? 0 : text.length();
            } else if (node.isValueNode()) {
                characters += 4;
            } else {
                images += image(node) ? 1 : 0;
                node.properties().forEach(field -> characters += field.getKey().length());
                node.forEach(this::see);
            }
        }

        private static boolean image(JsonNode node) {
            return IMAGES.contains(node.path("type").asText())
                    || gemini(node.path("inlineData"))
                    || gemini(node.path("inline_data"))
                    || gemini(node.path("fileData"));
        }

        private static boolean gemini(JsonNode data) {
            String type = data.path("mimeType").asText(data.path("mime_type").asText());
            return type.startsWith("image/") || type.startsWith("video/");
        }
    }
}
