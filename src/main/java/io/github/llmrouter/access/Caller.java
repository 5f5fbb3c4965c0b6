package io.github.llmrouter.access;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Bucket;
import java.util.List;

/**
 * Who is calling.
 *
 * @param name the key's or the person's name; {@code anonymous} where the router is open
 * @param owner of the buckets that his limits are counted in: a person shares none with a key of the same name
 * @param models names that may be asked for, empty for all
 * @param strict a conversion that loses meaning is refused
 */
public record Caller(String name, String owner, List<String> models, List<Config.Limit> limits, boolean strict) {

    /** Everybody, where no key is configured. */
    public static final Caller ANONYMOUS = key("anonymous", List.of(), List.of(), false);

    public Caller {
        models = List.copyOf(models);
        limits = List.copyOf(limits);
    }

    /** A program that shows a key of this name. */
    public static Caller key(String name, List<String> models, List<Config.Limit> limits, boolean strict) {
        return new Caller(name, "caller/" + name, models, limits, strict);
    }

    /** Somebody whom the container has authenticated. */
    public static Caller principal(String name, List<String> models, List<Config.Limit> limits, boolean strict) {
        return new Caller(name, Bucket.PEOPLE + name, models, limits, strict);
    }

    /** Whether the name of a model or group may be asked for. */
    public boolean mayUse(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /** The same, who may ask for every model. */
    public Caller anywhere() {
        return new Caller(name, owner, List.of(), limits, strict);
    }

    /** The router itself, asking on his behalf and at his cost. */
    public Caller onBehalf(List<Config.Limit> limits) {
        return new Caller(name, owner, List.of(), limits, false);
    }
}
