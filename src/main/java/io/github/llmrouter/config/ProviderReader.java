package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Model;
import io.github.llmrouter.config.Config.Provider;
import io.github.llmrouter.config.Config.Server;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code providers}, and {@code model_list}, whose every entry is a provider for itself. */
final class ProviderReader {

    private final Document document;
    private final Names names;
    private final ConnectionReader connections;
    private final ModelReader modelReader;
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Model> models = new LinkedHashMap<>();

    ProviderReader(Document document, Server server, Names names) {
        this.document = document;
        this.names = names;
        this.connections = new ConnectionReader(document, server);
        this.modelReader = new ModelReader(document, names);
    }

    void readProviders(Fields file) {
        file.each("providers", Shape.PROVIDER).forEach(this::readProvider);
    }

    private void readProvider(Fields fields) {
        String name = fields.requireText("name");
        if (name.contains("/")) {
            document.problem(
                    fields.at("name"), "a provider's name must not have a /", "its models are called provider/model");
        }
        var written = new HashMap<String, String>();
        var entries = new LinkedHashMap<String, ModelReader.Entry>();
        for (Node node : fields.list("models")) {
            ModelReader.Entry entry = modelReader.entry(node);
            if (entry == null) {
                continue;
            }
            String full = name + "/" + entry.name();
            if (names.addModel(full, node)) {
                entries.put(full, entry);
                written.put(entry.name(), full);
                written.put(full, full);
            }
        }
        Provider provider = connections.provider(name, fields, written);
        if (add(provider, fields.at("name"))) {
            entries.forEach((full, entry) ->
                    models.put(full, modelReader.model(full, provider, entry.upstream(), entry.fields())));
        }
    }

    void readModelList(Fields file) {
        file.each("model_list", Shape.MODEL_ENTRY).forEach(this::readEntry);
    }

    private void readEntry(Fields outer) {
        String name = outer.requireText("model_name");
        Fields params = outer.fields("llm_params", Shape.LLM_PARAMS);
        if (!outer.has("llm_params")) {
            outer.require("llm_params", node -> node);
            names.addModel(name, outer.at("model_name"));
            return;
        }
        Fields entry = params.with(outer);
        String upstream = entry.requireText("model");
        var written = new HashMap<>(Map.of(name, name));
        written.put(upstream, name);
        Provider provider = connections.provider(name, entry, written);
        if (names.addModel(name, outer.at("model_name")) && add(provider, outer.at("model_name"))) {
            models.put(name, modelReader.model(name, provider, upstream, entry));
        }
    }

    private boolean add(Provider provider, Node at) {
        if (providers.putIfAbsent(provider.name(), provider) == null) {
            return true;
        }
        if (!provider.name().equals(Fields.UNKNOWN)) {
            document.problem(at, "there is a provider called '" + provider.name() + "' already");
        }
        return false;
    }

    Map<String, Provider> providers() {
        return Collections.unmodifiableMap(providers);
    }

    Map<String, Model> models() {
        return Collections.unmodifiableMap(models);
    }
}
