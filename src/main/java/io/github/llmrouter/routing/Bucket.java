package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.math.BigDecimal;
import java.util.List;

/**
 * A limit that somebody is counted against.
 *
 * @param id whose limit it is and which one; the same in each process and after each reload
 */
public record Bucket(String id, Config.Limit limit) {

    /** How the owners of people's buckets begin; anybody whom the container knows may have some. */
    public static final String PEOPLE = "principal/";

    /** @param owner such as {@code caller/alice}, {@code principal/bob} or {@code provider/openai} */
    public static List<Bucket> of(String owner, List<Config.Limit> limits) {
        return limits.stream()
                .map(limit -> new Bucket(owner + '/' + limit.id(), limit))
                .toList();
    }

    /** In requests, tokens or dollars, as the limit says. */
    public BigDecimal size() {
        if (limit.money() != null) {
            return limit.money();
        }
        Long whole = limit.tokens() != null ? limit.tokens() : limit.requests();
        return whole == null ? BigDecimal.ZERO : BigDecimal.valueOf(whole);
    }

    /** What a request takes from this bucket. */
    BigDecimal taken(Amount amount) {
        if (limit.money() != null) {
            return amount.money();
        }
        return limit.tokens() != null ? BigDecimal.valueOf(amount.tokens()) : BigDecimal.ONE;
    }
}
