package io.github.llmrouter.config.foreign;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Who answers instead of whom, by {@code router_settings} and {@code litellm_settings} of a LiteLLM file. */
final class LiteLlmFallbacks {

    private static final String EVERY = "*";

    private final Remarks remarks;
    private final Map<String, Map<String, Node>> own = new LinkedHashMap<>();
    private final Map<String, Node> otherwise = new LinkedHashMap<>();

    LiteLlmFallbacks(List<Source> places, Remarks remarks) {
        this.remarks = remarks;
        for (Source settings : places) {
            settings.items("fallbacks").forEach(this::read);
            List<Node> window = settings.items("context_window_fallbacks");
            if (!window.isEmpty()) {
                remarks.warning(
                        settings.at("context_window_fallbacks"),
                        "'context_window_fallbacks' are also asked when a model fails for another reason");
            }
            window.forEach(this::read);
            settings.scalars("default_fallbacks").forEach(name -> add(otherwise, name));
        }
    }

    /** One item: names with the list of what answers instead of them. */
    private void read(Node item) {
        for (NodeTuple entry : Source.entries(item)) {
            String group = Source.key(entry);
            Map<String, Node> names =
                    group.equals(EVERY) ? otherwise : own.computeIfAbsent(group, none -> new LinkedHashMap<>());
            List<Node> listed =
                    entry.getValueNode() instanceof SequenceNode list ? list.getValue() : List.of(entry.getValueNode());
            listed.forEach(name -> add(names, name));
        }
    }

    private void add(Map<String, Node> names, Node written) {
        Node name = written;
        if (written instanceof MappingNode) {
            Source fallback = new Source(written, remarks, key -> key);
            fallback.skip("model").rest();
            name = fallback.at("model");
        }
        if (name instanceof ScalarNode scalar) {
            names.putIfAbsent(scalar.getValue().strip(), name);
        }
    }

    /** @param alsoDefault whether what is said of all holds for it if nothing else is said */
    Map<String, Node> of(String group, boolean alsoDefault) {
        return own.getOrDefault(group, alsoDefault ? otherwise : Map.of());
    }
}
