package io.github.llmrouter.access;

import io.github.llmrouter.config.Config;
import java.util.List;

/**
 * Who is calling.
 *
 * @param name the key's name; {@code anonymous} where the router is open
 * @param models names that may be asked for, empty for all
 * @param strict a conversion that loses meaning is refused
 */
public record Caller(String name, List<String> models, List<Config.Limit> limits, boolean strict) {

    /** Everybody, where no key is configured. */
    public static final Caller ANONYMOUS = new Caller("anonymous", List.of(), List.of(), false);

    public Caller {
        models = List.copyOf(models);
        limits = List.copyOf(limits);
    }

    /** Whether the name of a model or group may be asked for. */
    public boolean mayUse(String model) {
        return models.isEmpty() || models.contains(model);
    }
}
