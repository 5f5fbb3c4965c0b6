package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Access;
import io.github.llmrouter.config.Config.Server;
import org.yaml.snakeyaml.nodes.Node;

/** The format of {@code llm-router.yaml}. */
final class NativeFormat implements Format {

    @Override
    public boolean recognises(Node root) {
        return true;
    }

    @Override
    public Config read(Node root, Document document) {
        Fields file = new Values(document).fields(root, Shape.FILE);
        Server server = new ServerReader(document).read(file.fields("server", Shape.SERVER), file);
        var names = new Names(document);
        var providers = new ProviderReader(document, server, names);
        providers.readProviders(file);
        providers.readModelList(file);
        var groups = new GroupReader(document, names);
        groups.read(file.fields("router_settings", Shape.ROUTER_SETTINGS));
        Access access = new AccessReader(document, names).read(file.fields("access", Shape.ACCESS));
        names.checkUses();
        if (providers.models().isEmpty()) {
            document.warning(null, "there is no model: nothing can be asked for");
        }
        return new Config(
                server,
                access,
                providers.providers(),
                providers.models(),
                groups.groups(),
                groups.strategy(),
                groups.defaultModel(),
                document.warnings());
    }
}
