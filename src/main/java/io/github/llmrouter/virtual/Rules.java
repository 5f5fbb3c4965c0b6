package io.github.llmrouter.virtual;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Chooses without a model: by difficulty, strength and price; the same request always gets the same choice. */
final class Rules {

    private Rules() {}

    /** @param fit at least one */
    static Decision decide(String virtual, Demand demand, List<Candidate> fit) {
        boolean coding = virtual.toLowerCase(Locale.ROOT).contains("cod");
        Candidate chosen = fit.stream().min(order(demand.difficulty(), coding)).orElseThrow();
        String level = List.of("simple", "middling", "hard").get(demand.difficulty());
        return Decision.byRules(chosen.name(), "rules: a " + level + " request");
    }

    private static Comparator<Candidate> order(int difficulty, boolean coding) {
        Comparator<Candidate> strongest =
                Comparator.comparing(Candidate::strength).reversed();
        return switch (difficulty) {
            case 0 -> Candidates.CHEAPEST.thenComparing(Candidate::strength);
            case 1 -> {
                Strength wanted = coding ? Strength.CODING_SPECIALIST : Strength.FRONTIER_GENERAL;
                yield Comparator.<Candidate>comparingInt(
                                candidate -> Math.abs(candidate.strength().compareTo(wanted)))
                        .thenComparing(Candidates.CHEAPEST);
            }
            default -> strongest.thenComparing(Candidates.CHEAPEST);
        };
    }
}
