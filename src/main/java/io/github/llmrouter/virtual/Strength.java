package io.github.llmrouter.virtual;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the name of a model lets one expect of it, weakest first. */
enum Strength {
    LOW_COST,
    STANDARD,
    CODING_SPECIALIST,
    FRONTIER_GENERAL,
    FRONTIER_STRONG,
    FRONTIER_STRONGEST;

    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Strength of(String model) {
        String id = model.toLowerCase(Locale.ROOT);
        if (any(id, "mini", "nano", "flash", "haiku", "lite", "small", "tiny")) {
            return LOW_COST;
        }
        if (any(id, "gpt-5.5", "opus", "alpha", "4.7", "fable")) {
            return FRONTIER_STRONGEST;
        }
        if (any(id, "gpt-5.4", "gpt-5.2-pro", "-pro", "deep-think")) {
            return FRONTIER_STRONG;
        }
        if (id.contains("codex") || id.contains("coder")) {
            return CODING_SPECIALIST;
        }
        return any(id, "gpt-5", "sonnet", "grok-4", "o3") ? FRONTIER_GENERAL : STANDARD;
    }

    /** Fields that models of this name are known for. */
    static List<String> specialties(String model) {
        String id = model.toLowerCase(Locale.ROOT);
        return Stream.of(
                        any(id, "codex", "coder") ? List.of("coding", "debugging", "software_engineering") : none(),
                        id.contains("claude") ? List.of("writing", "reasoning", "coding") : none(),
                        id.contains("gemini") ? List.of("long_context", "multimodal") : none(),
                        of(model) == LOW_COST ? List.of("simple_tasks", "extraction") : none(),
                        of(model).compareTo(FRONTIER_STRONG) >= 0
                                ? List.of("architecture", "security_review", "hard_reasoning")
                                : none())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private static List<String> none() {
        return List.of();
    }

    private static boolean any(String id, String... parts) {
        return Stream.of(parts).anyMatch(id::contains);
    }
}
