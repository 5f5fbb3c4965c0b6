package io.github.llmrouter.config.foreign;

import io.github.llmrouter.config.foreign.LiteLlmDeployments.Deployment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** {@code router_settings} of a LiteLLM file, and what {@code litellm_settings} says of fallbacks. */
final class LiteLlmRouting {

    private static final Map<String, String> STRATEGIES = Map.of(
            "simple-shuffle",
            "random",
            "least-busy",
            "leastconn",
            "usage-based-routing",
            "least-usage",
            "usage-based-routing-v2",
            "least-usage",
            "latency-based-routing",
            "auto");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final LiteLlmDeployments deployments;
    private final Remarks remarks;
    private final String strategy;
    private final Map<String, Node> aliases = new LinkedHashMap<>();
    private final LiteLlmFallbacks fallbacks;

    LiteLlmRouting(Source router, Source library, LiteLlmDeployments deployments, Remarks remarks) {
        this.deployments = deployments;
        this.remarks = remarks;
        this.strategy = strategy(router);
        for (NodeTuple alias : Source.entries(router.get("model_group_alias"))) {
            String name = Source.key(alias);
            if (deployments.groups().containsKey(name)) {
                remarks.warning(alias.getKeyNode(), "the alias '" + name + "' is left out: it is a model's name");
            } else {
                aliases.put(name, target(alias.getValueNode()));
            }
        }
        fallbacks = new LiteLlmFallbacks(List.of(router, library), remarks);
        aliases.values().removeIf(target -> known(target).isEmpty());
    }

    private String strategy(Source router) {
        String written = router.text("routing_strategy");
        String known = written == null ? "random" : STRATEGIES.get(written);
        if (known != null) {
            return known;
        }
        remarks.warning(
                router.at("routing_strategy"),
                "there is no strategy '" + written + "' here: 'auto' heeds quotas, health and latency");
        return "auto";
    }

    String strategy() {
        return strategy;
    }

    /** An alias may say {@code {model, hidden}}. */
    private Node target(Node node) {
        if (!(node instanceof MappingNode)) {
            return node;
        }
        Source alias = new Source(node, remarks, key -> key);
        alias.text("model");
        alias.refuse("hidden", "every name is listed").rest();
        return alias.at("model");
    }

    /** The native name of a group, model or alias; empty, and told, if there is none. */
    private Optional<Node> known(Node written) {
        return known(String.valueOf(Source.scalar(written)), written);
    }

    Optional<Node> known(String name, Node at) {
        if (names().contains(name)) {
            return Optional.of(Draft.text(name, at));
        }
        remarks.warning(at, "'" + name + "' is left out: there is no model of this name");
        return Optional.empty();
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(deployments.groups().keySet());
        names.addAll(aliases.keySet());
        return names;
    }

    /** What answers if this group cannot. */
    List<Node> fallbacks(String group) {
        List<Node> names = new ArrayList<>();
        fallbacks.of(group, !aliases.containsKey(group)).forEach((name, at) -> {
            if (!name.equals(group)) {
                known(name, at).ifPresent(names::add);
            }
        });
        return names;
    }

    /** Names with several deployments, and aliases. */
    List<Node> groups() {
        List<Node> groups = new ArrayList<>();
        deployments.groups().forEach((name, members) -> {
            Node at = members.getFirst().at();
            if (members.size() > 1) {
                groups.add(group(name, at, members(members)));
            }
        });
        aliases.forEach((alias, target) -> {
            Draft member = new Draft(target).with("name", String.valueOf(Source.scalar(target)), target);
            groups.add(group(alias, target, List.of(member.node())));
        });
        return groups;
    }

    private Node group(String name, Node at, List<Node> members) {
        return new Draft(at)
                .with("name", name, at)
                .with("models", members)
                .with("fallbacks", fallbacks(name))
                .node();
    }

    private List<Node> members(List<Deployment> group) {
        @Nullable String measure = strategy.equals("random") ? LiteLlmDeployments.measure(group) : null;
        boolean fractions = measure != null
                && group.stream()
                        .anyMatch(each -> LiteLlmDeployments.weight(each, measure)
                                        .stripTrailingZeros()
                                        .scale()
                                > 0);
        List<Node> members = new ArrayList<>();
        for (Deployment deployment : group) {
            Draft member = new Draft(deployment.at()).with("name", deployment.name(), deployment.at());
            if (measure != null) {
                BigDecimal weight = LiteLlmDeployments.weight(deployment, measure);
                BigDecimal whole = (fractions ? weight.multiply(HUNDRED) : weight).setScale(0, RoundingMode.HALF_UP);
                member.with("weight", Draft.whole(Math.min(whole.longValue(), Integer.MAX_VALUE), deployment.at()));
            }
            members.add(member.node());
        }
        return members;
    }
}
