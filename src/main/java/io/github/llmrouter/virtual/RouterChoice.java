package io.github.llmrouter.virtual;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.usage.Prices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which model decides for virtual models.
 *
 * @param chosen by an operator
 * @param automatic what would decide without that
 * @param effective what decides; empty if that does not exist, and then rules decide
 * @param models all candidates, then all other models that could decide
 */
public record RouterChoice(
        Optional<String> chosen, Optional<String> automatic, Optional<String> effective, List<Row> models) {

    /** @param price empty if unknown */
    public record Row(String id, Optional<Config.Price> price) {}

    static RouterChoice of(Config config, Overlay overlay, Prices prices) {
        Map<String, Candidate> all = new LinkedHashMap<>();
        config.virtualModels()
                .values()
                .forEach(virtual -> Candidates.of(config, virtual, prices)
                        .forEach(candidate -> all.putIfAbsent(candidate.name(), candidate)));
        Optional<String> automatic = config.virtualModels().values().stream()
                .flatMap(virtual -> Optional.ofNullable(virtual.routerModel()).stream())
                .findFirst()
                .or(() -> Candidates.cheapest(new ArrayList<>(all.values())).map(Candidate::name));
        // Whoever decides need not be able to answer.
        config.models().forEach((name, model) -> {
            Candidate candidate = Candidate.of(name, model, prices);
            if (candidate.chats()) {
                all.putIfAbsent(name, candidate);
            }
        });
        Optional<String> chosen = overlay.routerModel();
        return new RouterChoice(
                chosen,
                automatic,
                chosen.isPresent() ? chosen.filter(all::containsKey) : automatic,
                all.values().stream()
                        .map(candidate -> new Row(candidate.name(), Optional.ofNullable(candidate.price())))
                        .toList());
    }
}
