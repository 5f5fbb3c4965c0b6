package io.github.llmrouter.config.foreign;

import io.github.llmrouter.config.foreign.RouterJsonProviders.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** The models of one provider of a {@code .llm-router.json}; an alias of a model is one more name for the same upstream model. */
final class RouterJsonModels {

    private final String provider;
    private final Remarks remarks;
    private final RouterJsonReferences references;

    RouterJsonModels(String provider, Remarks remarks, RouterJsonReferences references) {
        this.provider = provider;
        this.remarks = remarks;
        this.references = references;
    }

    List<Node> models(List<Model> models) {
        List<Node> written = new ArrayList<>();
        Set<String> names = new HashSet<>();
        models.forEach(model -> names.add(model.id()));
        for (Model model : models) {
            Draft known = known(model);
            written.add(known.isEmpty() ? Draft.text(model.id(), model.at()) : named(model.id(), model, known));
            for (String alias : RouterJsonProviders.aliases(model)) {
                if (names.add(alias)) {
                    written.add(named(alias, model, known));
                }
            }
        }
        return written;
    }

    private static Node named(String name, Model model, Draft known) {
        Draft draft = new Draft(model.at()).with("name", name, model.at());
        if (!name.equals(model.id())) {
            draft.with("model", model.id(), model.at());
        }
        known.node().getValue().forEach(entry -> draft.with(Source.key(entry), entry.getValueNode()));
        return draft.node();
    }

    /** What is known beside the name. */
    private Draft known(Model model) {
        Draft draft = new Draft(model.at());
        Source source = model.source();
        if (source == null) {
            return draft;
        }
        List<Node> fallbacks = new ArrayList<>();
        for (Node node : source.scalars("fallbackModels", "silentFallbacks", "fallbacks")) {
            String name = String.valueOf(Source.scalar(node));
            if (name.equals(provider + "/" + model.id())) {
                remarks.warning(node, "'" + name + "' is left out: a model is no fallback of itself");
            } else {
                references.known(name, node).ifPresent(known -> fallbacks.add(Draft.text(known, node)));
            }
        }
        draft.with("fallbacks", fallbacks);
        var window = source.number("contextWindow");
        if (window != null && window.signum() > 0) {
            draft.with("context_window", Draft.whole(window.longValue(), source.at("contextWindow")));
        }
        return draft.with("price", price(source));
    }

    /** Dollars per million tokens there, too. */
    private Draft price(Source source) {
        Source cost = source.inner("cost");
        Draft price = new Draft(cost.node());
        if (cost.has("input") && cost.has("output")) {
            Stream.of("input", "output", "cache_read", "cache_write").forEach(key -> {
                var number = cost.number(key);
                if (number != null) {
                    price.with(key, Draft.number(number, cost.at(key)));
                }
            });
            cost.rest();
        } else if (source.has("cost")) {
            remarks.warning(source.at("cost"), "'cost' is not heeded: it wants 'input' and 'output'");
        }
        return price;
    }

    /** Groups that have these models answer to the names of a provider that had to be divided. */
    List<Node> namesFor(List<Model> models, String part) {
        List<Node> groups = new ArrayList<>();
        for (Model model : models) {
            Stream.concat(Stream.of(model.id()), RouterJsonProviders.aliases(model).stream())
                    .forEach(name -> {
                        Draft member = new Draft(model.at()).with("name", part + "/" + name, model.at());
                        groups.add(new Draft(model.at())
                                .with("name", provider + "/" + name, model.at())
                                .with("models", List.of(member.node()))
                                .node());
                    });
        }
        return groups;
    }
}
