package io.github.llmrouter.config.foreign;

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
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The {@code providers} of a {@code .llm-router.json}. There a provider may speak two formats; here it becomes two
 * providers, if its models need that.
 */
final class RouterJsonProviders {

    static final String OPENAI = "openai";
    static final String CLAUDE = "claude";

    /** @param source null where only the name is given */
    record Model(String id, Node at, @Nullable Source source) {}

    private record Provider(String id, Source source, List<Model> models) {}

    private final Remarks remarks;
    private final RouterJsonConnections connections;
    private final List<Provider> providers = new ArrayList<>();
    private final Set<String> models = new TreeSet<>();
    private final Set<String> disabled = new TreeSet<>();

    RouterJsonProviders(Source file, Remarks remarks) {
        this.remarks = remarks;
        this.connections = new RouterJsonConnections(remarks);
        file.each("providers").forEach(this::scan);
    }

    private void scan(Source provider) {
        String named = provider.text("id", "name");
        provider.skip("name");
        String id = slug(named == null ? "provider-" + (providers.size() + 1) : named, "provider");
        if (!provider.flag("enabled", true)) {
            disabled.add(id);
            return;
        }
        List<Model> own = new ArrayList<>();
        for (Node item : provider.items("models")) {
            Model model = model(item);
            if (model == null) {
                remarks.warning(item, "a model without 'id' is left out");
            } else if (model.source() != null && !model.source().flag("enabled", true)) {
                disabled.add(id + "/" + model.id());
            } else {
                own.add(model);
                models.add(id + "/" + model.id());
                aliases(model).forEach(alias -> models.add(id + "/" + alias));
            }
        }
        providers.add(new Provider(id, provider, own));
    }

    private @Nullable Model model(Node item) {
        if (!(item instanceof MappingNode)) {
            String id = Source.scalar(item);
            return id == null || id.isEmpty() ? null : new Model(id, item, null);
        }
        Source source = new Source(item, remarks, RouterJson::camel);
        String id = source.text("id", "name", "model");
        return id == null || id.isEmpty() ? null : new Model(id, source.node(), source);
    }

    static List<String> aliases(Model model) {
        return model.source() == null
                ? List.of()
                : model.source().scalars("aliases", "alias").stream()
                        .map(node -> ((ScalarNode) node).getValue().strip())
                        .filter(alias -> !alias.isEmpty() && !alias.equals(model.id()))
                        .distinct()
                        .toList();
    }

    static String slug(String text, String otherwise) {
        String slug =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return slug.isEmpty() ? otherwise : slug;
    }

    /** Every name that can be referred to: provider/model. */
    Set<String> models() {
        return models;
    }

    /** Providers and provider/models that are switched off. */
    Set<String> disabled() {
        return disabled;
    }

    /** @param groups gets names for models whose provider had to be divided */
    List<Node> write(RouterJsonReferences references, List<Node> groups) {
        List<Node> written = new ArrayList<>();
        for (Provider provider : providers) {
            List<String> formats = connections.formats(provider.source());
            Map<String, List<Model>> parts = new LinkedHashMap<>();
            parts.put(formats.getFirst(), new ArrayList<>());
            for (Model model : provider.models()) {
                parts.computeIfAbsent(connections.format(model, formats), none -> new ArrayList<>())
                        .add(model);
            }
            if (parts.size() > 1 && parts.get(formats.getFirst()).isEmpty()) {
                parts.remove(formats.getFirst());
            }
            String main = parts.keySet().iterator().next();
            connections.warnOfConversion(provider.source(), formats, provider.models());
            parts.forEach((format, part) -> {
                String id = format.equals(main) ? provider.id() : provider.id() + "-" + format;
                var writer = new RouterJsonModels(provider.id(), remarks, references);
                Draft draft = connections.connection(id, provider.source(), format);
                draft.with("models", writer.models(part));
                draft.with(
                        "limits",
                        new RouterJsonLimits(remarks)
                                .limits(provider.source(), part, provider.models(), format.equals(main)));
                written.add(draft.node());
                if (!id.equals(provider.id())) {
                    groups.addAll(writer.namesFor(part, id));
                }
            });
            provider.source().skip("metadata", "lastProbe").rest();
            provider.models().forEach(model -> {
                if (model.source() != null) {
                    model.source().skip("metadata", "id", "name", "model").rest();
                }
            });
        }
        return written;
    }
}
