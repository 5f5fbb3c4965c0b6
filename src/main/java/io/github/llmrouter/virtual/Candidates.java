package io.github.llmrouter.virtual;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.usage.Prices;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may answer for a virtual model. */
final class Candidates {

    /** The router model cannot weigh more of them, and its question would be too long. */
    private static final int MOST = 20;

    static final Comparator<Candidate> CHEAPEST =
            Comparator.comparing(candidate -> candidate.cost().orElse(BigDecimal.valueOf(Long.MAX_VALUE)));

    private Candidates() {}

    /** In the order of the configuration. */
    static List<Candidate> of(Config config, Config.VirtualModel virtual, Prices prices) {
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        for (String name : names(config, virtual)) {
            model(config, name, new HashSet<>())
                    .map(model -> Candidate.of(name, model, prices))
                    .filter(Candidate::chats)
                    .ifPresent(candidate -> candidates.put(name, candidate));
        }
        return List.copyOf(candidates.values());
    }

    private static Set<String> names(Config config, Config.VirtualModel virtual) {
        Set<String> names = new LinkedHashSet<>(virtual.candidates());
        config.models().forEach((name, model) -> {
            boolean discovered = model.provider().name().equals(virtual.discover());
            if (discovered || virtual.candidates().isEmpty() && virtual.discover() == null) {
                names.add(name);
            }
        });
        return names;
    }

    /** The model behind a name; of a group the first that there is. */
    static Optional<Config.Model> model(Config config, String name, Set<String> seen) {
        Config.Model model = config.models().get(name);
        Config.Group group = config.groups().get(name);
        if (model != null || group == null || !seen.add(name)) {
            return Optional.ofNullable(model);
        }
        return group.members().stream()
                .flatMap(member -> model(config, member.model(), seen).stream())
                .findFirst();
    }

    /**
     * Those that can do what is asked and have not failed yet.
     *
     * @throws FaultException if there is none
     */
    static List<Candidate> fit(
            Config.VirtualModel virtual, List<Candidate> all, Demand demand, Collection<String> failed) {
        List<Candidate> left = all.stream()
                .filter(candidate -> !failed.contains(candidate.name()))
                .toList();
        if (left.isEmpty()) {
            throw new FaultException(
                    Fault.of(Fault.Kind.OVERLOADED, "No model is available for '" + virtual.name() + "'")
                            .withCode("no_available_model"));
        }
        List<Candidate> able = left.stream()
                .filter(candidate -> demand.capabilities().stream().allMatch(candidate::can))
                .toList();
        if (able.isEmpty()) {
            throw new FaultException(Fault.invalid(
                            "No model of '" + virtual.name() + "' offers " + String.join(", ", demand.capabilities()),
                            "model")
                    .withCode("no_capable_model"));
        }
        List<Candidate> roomy = able.stream()
                .filter(candidate -> candidate.holds(demand.tokens()))
                .toList();
        return few(roomy.isEmpty() ? roomiest(able) : roomy);
    }

    /** The size of a prompt is only estimated: where it seems too much for all, the largest may still take it. */
    private static List<Candidate> roomiest(List<Candidate> able) {
        return able.stream()
                .max(Comparator.comparing(candidate ->
                        Optional.ofNullable(candidate.contextWindow()).orElse(0L)))
                .stream()
                .toList();
    }

    /** The strongest and the cheapest. */
    private static List<Candidate> few(List<Candidate> fit) {
        if (fit.size() <= MOST) {
            return fit;
        }
        Set<Candidate> chosen = new HashSet<>();
        fit.stream()
                .sorted(Comparator.comparing(Candidate::strength).reversed().thenComparing(CHEAPEST))
                .limit(MOST / 2)
                .forEach(chosen::add);
        fit.stream()
                .filter(candidate -> !chosen.contains(candidate))
                .sorted(CHEAPEST)
                .limit(MOST / 2)
                .forEach(chosen::add);
        return fit.stream().filter(chosen::contains).toList();
    }

    /** The cheapest whose price is known. */
    static Optional<Candidate> cheapest(List<Candidate> all) {
        return all.stream().filter(candidate -> candidate.price() != null).min(CHEAPEST);
    }
}
