package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.util.Optional;

/**
 * A name that programs may ask for.
 *
 * @param model empty for a group
 */
public record Name(String name, Optional<Config.Model> model) {}
