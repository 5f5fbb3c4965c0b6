package io.github.llmrouter.virtual;

import io.github.llmrouter.config.Config;
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
 * @param effective what decides; empty if that does not exist
 * @param models all candidates
 */
public record RouterChoice(
        Optional<String> chosen, Optional<String> automatic, Optional<String> effective, List<Row> models) {

    /** @param price empty if unknown */
    public record Row(String id, Optional<Config.Price> price) {}

    static RouterChoice of(Config config, Overlay overlay) {
        Map<String, Candidate> all = new LinkedHashMap<>();
        config.virtualModels()
                .values()
                .forEach(virtual -> Candidates.of(config, virtual)
                        .forEach(candidate -> all.putIfAbsent(candidate.name(), candidate)));
        Optional<String> automatic = config.virtualModels().values().stream()
                .flatMap(virtual -> Optional.ofNullable(virtual.routerModel()).stream())
                .findFirst()
                .or(() -> Candidates.cheapest(new ArrayList<>(all.values())).map(Candidate::name));
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
