package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which targets may answer one request.
 *
 * @param targets best first, at least one; the order is also the failover order
 * @param group what was asked for, empty if that was a model
 * @param recoversIn present if every target is set aside for now: when the first, which leads the list, may be well again
 * @param conversation its key, if the caller gave one
 * @param skipped targets that are not in the list, and why
 */
public record Plan(
        List<Target> targets,
        Optional<Config.Group> group,
        Optional<Duration> recoversIn,
        Optional<String> conversation,
        List<Skipped> skipped) {

    public Plan {
        targets = List.copyOf(targets);
        skipped = List.copyOf(skipped);
    }

    /** How long a conversation stays on a target, empty if the group does not want that or there is no conversation. */
    Optional<Duration> affinity() {
        return conversation.isEmpty() ? Optional.empty() : group.map(Config.Group::affinity);
    }

    /** A target that could not be planned. */
    public record Skipped(Target target, Reason reason) {}

    /** Why a target is not in a plan. */
    public enum Reason {
        SELECTOR,
        QUOTA,
        /** An operator took it out. */
        DISABLED
    }

    /** The targets after this one that are known to take longer conversations, in their order. */
    public Stream<Target> roomier(Target than) {
        Long window = than.model().contextWindow();
        return targets.stream().skip(targets.indexOf(than) + 1L).filter(target -> {
            Long other = target.model().contextWindow();
            return window != null && other != null && other > window;
        });
    }
}
