package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** The {@code modelAliases} of a {@code .llm-router.json}. */
final class RouterJsonAliases {

    private static final Map<String, String> STRATEGIES = Map.ofEntries(
            Map.entry("ordered", "ordered"),
            Map.entry("round-robin", "roundrobin"),
            Map.entry("rr", "roundrobin"),
            Map.entry("weighted-rr", "weighted-rr"),
            Map.entry("weighted_rr", "weighted-rr"),
            Map.entry("weighted-round-robin", "weighted-rr"),
            Map.entry("quota-aware-weighted-rr", "quota-aware-weighted-rr"),
            Map.entry("auto", "auto"),
            Map.entry("automatic", "auto"),
            Map.entry("smart", "auto"));

    /** Strategies that heed no weights there. */
    private static final Set<String> EVEN = Set.of("ordered", "roundrobin");

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Remarks remarks;
    private final List<NodeTuple> aliases;

    RouterJsonAliases(Source file, Remarks remarks) {
        this.remarks = remarks;
        this.aliases = Source.entries(file.get("modelAliases"));
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        aliases.forEach(alias -> names.add(Source.key(alias).strip()));
        return names;
    }

    List<Node> groups(RouterJsonReferences references) {
        List<Node> groups = new ArrayList<>();
        for (NodeTuple alias : aliases) {
            if (alias.getValueNode() instanceof MappingNode) {
                groups.add(group(alias, references));
            } else {
                remarks.warning(alias.getValueNode(), "an alias wants a mapping; this one is left out");
            }
        }
        return groups;
    }

    private Node group(NodeTuple entry, RouterJsonReferences references) {
        Source alias = new Source(entry.getValueNode(), remarks, RouterJson::camel);
        Node name = entry.getKeyNode();
        String strategy = strategy(alias);
        List<Target> targets = targets(alias.items("targets"), references);
        List<Target> fallbacks = targets(alias.items("fallbackTargets", "fallbacks"), references);
        boolean even = EVEN.contains(strategy);
        boolean fractions = targets.stream().anyMatch(Target::fractional);
        List<Node> members =
                targets.stream().map(target -> member(target, even, fractions)).toList();
        alias.skip("id", "metadata").rest();
        return new Draft(entry.getValueNode())
                .with("name", Source.key(entry).strip(), name)
                .with("strategy", strategy, alias.at("strategy"))
                .with("models", Draft.list(members, alias.at("targets")))
                .with("fallbacks", fallbacks.stream().map(Target::name).toList())
                .node();
    }

    private String strategy(Source alias) {
        String written = alias.text("strategy");
        String strategy = written == null ? "ordered" : STRATEGIES.get(written.toLowerCase(Locale.ROOT));
        if (strategy == null) {
            remarks.warning(alias.at("strategy"), "there is no strategy '" + written + "': the targets are ordered");
            return "ordered";
        }
        return strategy;
    }

    private static Node member(Target target, boolean even, boolean fractions) {
        Draft member = new Draft(target.name()).with("name", target.name());
        if (!even) {
            BigDecimal weight = fractions ? target.weight().multiply(HUNDRED) : target.weight();
            long whole =
                    weight.setScale(0, RoundingMode.HALF_UP).max(BigDecimal.ONE).longValue();
            member.with("weight", Draft.whole(Math.min(whole, Integer.MAX_VALUE), target.name()));
        }
        return member.node();
    }

    /** The second mention of a target is not heeded there either. */
    private List<Target> targets(List<Node> items, RouterJsonReferences references) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Node item : items) {
            Source target = new Source(item, remarks, RouterJson::camel);
            String reference =
                    item instanceof MappingNode ? target.text("ref", "target", "route", "model") : Source.scalar(item);
            BigDecimal weight = target.number("weight");
            target.skip("metadata").rest();
            if (reference == null || reference.isEmpty()) {
                remarks.warning(item, "a target without 'ref' is left out");
                continue;
            }
            Node at = item instanceof MappingNode ? first(target) : item;
            references
                    .resolve(reference, at)
                    .ifPresent(name -> targets.putIfAbsent(
                            String.valueOf(Source.scalar(name)), new Target(name, positive(weight))));
        }
        return List.copyOf(targets.values());
    }

    private static Node first(Source target) {
        for (String key : List.of("ref", "target", "route", "model")) {
            if (target.has(key)) {
                return target.at(key);
            }
        }
        return target.node();
    }

    private static BigDecimal positive(@Nullable BigDecimal weight) {
        return weight == null || weight.signum() <= 0 ? BigDecimal.ONE : weight;
    }

    /** Where an alias leads. */
    private record Target(Node name, BigDecimal weight) {

        boolean fractional() {
            return weight.stripTrailingZeros().scale() > 0;
        }
    }
}
