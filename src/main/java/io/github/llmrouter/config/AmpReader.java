package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Amp;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** Reads {@code amp_routing}; every name in it must be one that can be asked for. */
final class AmpReader {

    private final Document document;
    private final Names names;
    private final Values values;

    AmpReader(Document document, Names names) {
        this.document = document;
        this.names = names;
        this.values = new Values(document);
    }

    Amp read(Fields amp) {
        return new Amp(
                amp.flag("enabled", true),
                amp.read("fallback", this::route),
                routes(amp, "modes"),
                routes(amp, "agents"),
                amp.read("agent_modes", node -> mapping(node, inner -> mapping(inner, this::route)), Map.of()),
                routes(amp, "applications"),
                routes(amp, "models"),
                amp.flag("capture", false));
    }

    private Map<String, String> routes(Fields amp, String key) {
        return amp.read(key, node -> mapping(node, this::route), Map.of());
    }

    private <T> @Nullable Map<String, T> mapping(Node node, Function<Node, @Nullable T> reader) {
        if (!(node instanceof MappingNode mapping)) {
            document.misfit(node, "wants a mapping, found " + Values.kind(node), null);
            return null;
        }
        var map = new LinkedHashMap<String, T>();
        for (NodeTuple entry : Yaml.entries(mapping, document)) {
            T value = reader.apply(entry.getValueNode());
            if (value != null) {
                map.put(Yaml.key(entry).strip().toLowerCase(Locale.ROOT), value);
            }
        }
        return Map.copyOf(map);
    }

    private @Nullable String route(Node node) {
        String name = values.text(node);
        if (name != null) {
            names.use(name, node);
        }
        return name;
    }
}
