package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Model;
import io.github.llmrouter.config.Config.Price;
import io.github.llmrouter.config.Config.Provider;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what is known of a model. */
final class ModelReader {

    /** A model of a provider's list, still without its provider. */
    record Entry(String name, String upstream, Fields fields) {}

    private final Document document;
    private final Names names;
    private final Values values;

    ModelReader(Document document, Names names) {
        this.document = document;
        this.names = names;
        this.values = new Values(document);
    }

    /** One of a provider's {@code models}: a mapping, or only the name. */
    @Nullable
    Entry entry(Node node) {
        if (node instanceof ScalarNode) {
            String name = values.text(node);
            return name == null ? null : new Entry(name, name, Fields.none(document, node, Shape.PROVIDER_MODEL));
        }
        Fields fields = values.fields(node, Shape.PROVIDER_MODEL);
        String name = fields.text("name");
        String upstream = fields.text("model");
        String known = name == null ? upstream : name;
        if (known == null) {
            fields.requireText("name");
            return null;
        }
        return new Entry(known, upstream == null ? known : upstream, fields);
    }

    Model model(String name, Provider provider, String upstream, Fields fields) {
        return new Model(
                name,
                provider,
                upstream,
                names.uses(fields, "fallbacks"),
                fields.whole("context_window", 1, Long.MAX_VALUE),
                fields.whole("max_output", 1, Long.MAX_VALUE),
                fields.has("price") ? price(fields.fields("price", Shape.PRICE)) : null,
                fields.read("capabilities", this::capabilities, Map.of()));
    }

    private Price price(Fields price) {
        BigDecimal input = price.require("input", values::amount);
        BigDecimal output = price.require("output", values::amount);
        return new Price(
                input == null ? BigDecimal.ZERO : input,
                output == null ? BigDecimal.ZERO : output,
                price.amount("cache_read"),
                price.amount("cache_write"));
    }

    private @Nullable Map<String, Boolean> capabilities(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            document.misfit(node, "wants a mapping, found " + Values.kind(node), "like vision: true");
            return null;
        }
        var capabilities = new LinkedHashMap<String, Boolean>();
        for (NodeTuple entry : Yaml.entries(mapping, document)) {
            Boolean value = values.flag(entry.getValueNode());
            if (value != null) {
                capabilities.put(Yaml.key(entry), value);
            }
        }
        return Map.copyOf(capabilities);
    }
}
