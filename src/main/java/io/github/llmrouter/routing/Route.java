package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.util.List;
import java.util.Optional;

/**
 * A name, resolved: everything that could answer, compiled once.
 *
 * @param primaries what the order rotates over
 * @param fallbacks tried in their order when no primary is well; they never take part in a rotation
 */
record Route(
        String name, Optional<Config.Group> group, Order order, List<Candidate> primaries, List<Candidate> fallbacks) {}
